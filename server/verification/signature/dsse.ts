import { decodeBase64 } from './base64.ts';

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md) with its payload decoded. */
export interface DsseEnvelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Undefined when the text is not an envelope. */
export function parseDsseEnvelope(text: string): DsseEnvelope | undefined {
  const envelope = parseObject(text);
  if (!envelope) return undefined;
  const { payloadType, payload, signatures } = envelope;
  const bytes = typeof payload === 'string' ? decodeBase64(payload) : undefined;
  if (typeof payloadType !== 'string' || !bytes || !Array.isArray(signatures)) return undefined;
  return signatures.every(isSignature) ? { payloadType, payload: bytes, signatures } : undefined;
}

/** Pre-authentication encoding: the bytes that a DSSE signature covers (dsse, protocol.md). */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const type = new TextEncoder().encode(payloadType);
  const head = new TextEncoder().encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const encoded = new Uint8Array(head.length + payload.length);
  encoded.set(head);
  encoded.set(payload, head.length);
  return encoded;
}

function isSignature(value: unknown): value is { keyid: string; sig: string } {
  if (typeof value !== 'object' || value === null) return false;
  return 'keyid' in value && typeof value.keyid === 'string' && 'sig' in value && typeof value.sig === 'string';
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
