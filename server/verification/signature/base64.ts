/**
 * The bytes of standard base64 (RFC 4648 section 4), line ends ignored; undefined when it is not that.
 * Strict, so that the same bytes have one spelling: unused bits of the last character must be zero.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  const binary = atob(compact);
  const lastBytes = binary.slice(-(binary.length % 3 || 3));
  if (btoa(lastBytes) !== compact.slice(-4)) return undefined;
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export function encodeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
