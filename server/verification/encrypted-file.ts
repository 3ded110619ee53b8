import { type ExportManifest } from '../contracts/export-center/run.ts';
import { PROVENANCE } from './bundle-layout.ts';

type EncryptionMode = NonNullable<ExportManifest['encryption']>['mode'];

/**
 * What encrypted files begin with: age (age-encryption.org/v1, "Header"), and ours (docs/encryption-format.md). No file that
 * a bundle holds in the clear begins so.
 */
const beginnings: readonly (readonly [EncryptionMode, Uint8Array])[] = [
  ['age', new TextEncoder().encode('age-encryption.org/v1\n')],
  ['aes-gcm', new TextEncoder().encode('STELLAES')],
];

/** Bytes of a file that show whether it is encrypted. */
export const BEGINNING_BYTES = Math.max(...beginnings.map(([, bytes]) => bytes.length));

/** How a file with this beginning is encrypted; null where it is not. */
export function encryptionOf(beginning: Uint8Array): EncryptionMode | null {
  const found = beginnings.find(([, bytes]) => bytes.every((byte, at) => beginning[at] === byte));
  return found ? found[0] : null;
}

/** How `export.json` says that a file is encrypted; null where it says that it is not. */
export function announcedEncryption(path: string, encryption: ExportManifest['encryption']): EncryptionMode | null {
  if (!encryption) return null;
  // What names the encrypted files of a bundle is written before its provenance.
  const isNamed =
    (encryption.strict && path === PROVENANCE) ||
    encryption.encryptedPaths.some((named) => (named.endsWith('/') ? path.startsWith(named) : path === named));
  return isNamed ? encryption.mode : null;
}
