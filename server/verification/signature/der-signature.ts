/**
 * Turns an ECDSA P-256 signature from DER, as openssl and cosign write it (RFC 3279 section 2.2.3: a SEQUENCE of the INTEGERs r
 * and s), into the 64 bytes `r || s` that WebCrypto takes (IEEE P1363).
 * Undefined for anything but strict DER of two positive integers of at most 32 bytes.
 */
export function p1363FromDer(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 2 + 2 * 35) return undefined;
  const r = readInteger(der, 2);
  if (!r) return undefined;
  const s = readInteger(der, r.end);
  if (s?.end !== der.length) return undefined;
  const signature = new Uint8Array(64);
  signature.set(r.value, 32 - r.value.length);
  signature.set(s.value, 64 - s.value.length);
  return signature;
}

function readInteger(der: Uint8Array, at: number): { value: Uint8Array; end: number } | undefined {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length === 0 || end > der.length) return undefined;
  const bytes = der.subarray(at + 2, end);
  const [first = 0, second = 0] = bytes;
  const padded = first === 0 && length > 1;
  // Negative, or padded without need: another spelling of the same number, which DER forbids.
  if (first >= 0x80 || (padded && second < 0x80)) return undefined;
  const value = padded ? bytes.subarray(1) : bytes;
  return value.length <= 32 ? { value, end } : undefined;
}
