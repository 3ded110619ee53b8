/**
 * What stands before the payload in the pre-authentication encoding: head and payload together are the bytes that a
 * DSSE signature covers (secure-systems-lab/dsse, protocol.md).
 */
export function preAuthHead(payloadType: string, payloadBytes: number): Uint8Array<ArrayBuffer> {
  const typeBytes = new TextEncoder().encode(payloadType).length;
  return new TextEncoder().encode(`DSSEv1 ${typeBytes} ${payloadType} ${payloadBytes} `);
}
