import { ByteSource } from '../archive/byte-source.ts';
import { asDigest, type Digest } from '../bundle-hashes.ts';
import { type VerificationRuntime } from '../runtime.ts';
import { decodeBase64 } from './base64.ts';

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md) with its payload by digest. */
export interface DsseEnvelope {
  readonly payloadType: string;
  readonly payloadSha256: Digest;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const PAYLOAD_BEGINS = '{"payload":"';
const PIECE_BYTES = 64 * 1024;
/** Payload type and signatures. */
const REST_LIMIT_BYTES = 64 * 1024;
const QUOTE = 0x22;

/**
 * Reads an envelope as our bundles carry it, canonical JSON with the payload first, without ever holding the payload.
 * Undefined when the bytes are not that.
 */
export async function readEnvelope(
  content: AsyncIterable<Uint8Array>,
  runtime: VerificationRuntime,
): Promise<DsseEnvelope | undefined> {
  const source = new ByteSource(content);
  if (textOf(await source.readExactly(PAYLOAD_BEGINS.length)) !== PAYLOAD_BEGINS) return undefined;
  const payload = await digestPayload(source, runtime);
  if (!payload) return undefined;
  const rest = await source.readExactly(REST_LIMIT_BYTES);
  const envelope = parseObject(`{"payload":""${textOf(payload.after)}${textOf(rest)}`);
  const { payloadType, signatures } = envelope ?? {};
  if (typeof payloadType !== 'string' || !Array.isArray(signatures)) return undefined;
  if (!signatures.every(isSignature)) return undefined;
  return { payloadType, payloadSha256: payload.sha256, signatures };
}

/** Decodes base64 up to the quote that ends it; `after` is what was read beyond. Undefined when it is not base64. */
async function digestPayload(source: ByteSource, runtime: VerificationRuntime) {
  const hash = await runtime.createSha256();
  let undecoded = '';
  for (let piece = await source.readSome(PIECE_BYTES); piece; piece = await source.readSome(PIECE_BYTES)) {
    const end = piece.indexOf(QUOTE);
    const text = undecoded + textOf(end < 0 ? piece : piece.subarray(0, end));
    // The last four characters may be padded, so they wait for the end, or for more that shows that they are not last.
    const whole = end < 0 ? Math.max(0, text.length - 4 - (text.length % 4)) : text.length;
    const bytes = isPlain(text.slice(0, end < 0 ? whole : -2)) ? decodeBase64(text.slice(0, whole)) : undefined;
    if (!bytes) return undefined;
    hash.update(bytes);
    undecoded = text.slice(whole);
    if (end >= 0) return { sha256: asDigest(hash.digestHex()), after: piece.slice(end + 1) };
  }
  return undefined;
}

/** No padding before the end, which would make one payload of two, and no line ends. */
function isPlain(base64: string): boolean {
  return !/[=\r\n]/.test(base64);
}

/** Bytes as characters of the same number; what is not ASCII then is no base64 and no JSON that we write. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
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
