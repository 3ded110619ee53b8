/** Why and under which ticket an operator acts; it travels in headers and lands on the object changed and in the timeline. */
export interface OperatorMetadata {
  /** 1..256 characters, trimmed. */
  readonly reason: string;
  /** At most 128 characters, trimmed. */
  readonly ticket?: string;
}

export const reasonMaximum = 256;
export const ticketMaximum = 128;

/**
 * Free text as a header value: visible ASCII as it is, anything else as RFC 8187 `UTF-8''…` (contract.md, section 1).
 * Text that already looks encoded is encoded too, so that decoding gives back exactly what was typed.
 */
export function headerValue(text: string): string {
  const plain = /^[\x20-\x7e]*$/.test(text) && !/^utf-8''/i.test(text);
  return plain ? text : `UTF-8''${encodeURIComponent(text).replace(/[!'()*]/g, percentEncoded)}`;
}

/** `encodeURIComponent` leaves these alone; RFC 8187 allows only `!` of them, and encoding it does no harm. */
function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
