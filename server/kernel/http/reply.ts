import type { Operation, ResultOf } from '../../contracts/operation.ts';
import type { AnyCall } from './call.ts';

/** An answer that writes itself: a stream, a file, a redirect. Made by `eventStream`, `fileReply`, `redirect`, …. */
export interface SelfWritingReply {
  readonly [selfWriting]: true;
  write(call: AnyCall): Promise<void> | void;
}

/** A JSON answer with another status than the declared one, or with headers. */
export interface JsonReply<Body> {
  readonly [jsonReply]: true;
  readonly body: Body;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a handler may return: for a JSON operation simply the body of its success status. */
export type Reply<Op extends Operation> = Op['transport'] extends 'json'
  ? ResultOf<Op> | JsonReply<ResultOf<Op>> | SelfWritingReply
  : SelfWritingReply;

const selfWriting = Symbol('self-writing reply');
const jsonReply = Symbol('json reply');

export function reply<Body>(
  body: Body,
  options: { status?: number; headers?: Record<string, string> },
): JsonReply<Body> {
  return { [jsonReply]: true, body, ...options };
}

export function selfWritingReply(write: SelfWritingReply['write']): SelfWritingReply {
  return { [selfWriting]: true, write };
}

/** Sends the browser elsewhere, 302 unless told. */
export function redirect(location: string, status: 302 | 303 = 302): SelfWritingReply {
  return selfWritingReply(({ response }) => response.redirect(status, location));
}

/** Text that must arrive byte for byte, such as a signed JSON document. */
export function textReply(
  text: string | Uint8Array,
  mediaType: string,
  headers: Readonly<Record<string, string>> = {},
): SelfWritingReply {
  return selfWritingReply(({ response }) => {
    response
      .status(200)
      .set({ ...headers, 'Content-Type': mediaType })
      .end(Buffer.from(text));
  });
}

export function isSelfWriting(value: unknown): value is SelfWritingReply {
  return typeof value === 'object' && value !== null && selfWriting in value;
}

export function isJsonReply(value: unknown): value is JsonReply<unknown> {
  return typeof value === 'object' && value !== null && jsonReply in value;
}
