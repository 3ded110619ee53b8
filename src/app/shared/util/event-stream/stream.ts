/** One server-sent event. */
export interface StreamEvent {
  /** The event's number in its tenant; undefined where the server gave none. */
  readonly id: string | undefined;
  readonly type: string;
  /** The parsed JSON; undefined where it is not JSON. */
  readonly data: unknown;
}

/** What is known about a stream. Times are milliseconds since the epoch. */
export type StreamState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Dropped. `lastContactAt` is when the server was last heard; undefined if never. */
  | { readonly kind: 'reconnecting'; readonly retryAt: number; readonly lastContactAt: number | undefined }
  /** The server answered that this person cannot have it; it is not asked again. */
  | { readonly kind: 'refused'; readonly status: number };

export interface StreamListener {
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState: (state: StreamState) => void;
}

/** Something that delivers the events of a URL: a connection of this tab, or one that all tabs share. */
export interface StreamTransport {
  /** One listener a URL. Returns how to stop. */
  subscribe(url: string, listener: StreamListener): () => void;
}
