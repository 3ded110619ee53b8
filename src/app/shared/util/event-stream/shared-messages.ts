import type { StreamEvent, StreamState } from './stream.ts';

/** Tab → worker. `hello` names the Web Lock that the tab holds for as long as it lives. */
export type TabMessage = { readonly hello: string } | { readonly subscribe: string } | { readonly unsubscribe: string };

/** Worker → tab. */
export type WorkerMessage =
  { readonly url: string; readonly event: StreamEvent } | { readonly url: string; readonly state: StreamState };
