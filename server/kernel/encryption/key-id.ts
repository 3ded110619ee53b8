import { hkdfSync } from 'node:crypto';

export const KEY_BYTES = 32;

/** Tells keys apart without telling anything of them: 16 bytes of HKDF-SHA-256 as 32 hex digits (docs/encryption-format.md). */
export function keyIdOf(key: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', key, '', 'stella key id v1', 16)).toString('hex');
}
