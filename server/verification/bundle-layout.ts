/** Where the files lie that speak about a bundle (bundles.md, "Always"; mirror-bundles.md, section 2). */
export const EXPORT_MANIFEST = 'export.json';
export const PROVENANCE = 'provenance.json';
export const EXPORT_SIGNATURE = 'signatures/export.sig';
export const EXPORT_ENVELOPE = 'signatures/export.dsse.json';
export const PROVENANCE_ENVELOPE = 'signatures/provenance.dsse.json';
/** Takes the place of the envelope where the provenance is encrypted: an envelope would hold it in the clear. */
export const PROVENANCE_SIGNATURE = 'signatures/provenance.sig';
export const PUBLIC_KEY = 'signatures/export-center.pub';

/** What a mirror adds (mirror-bundles.md, section 2), and an encrypted bundle. */
export const MIRROR_MANIFEST = 'manifest.yaml';
export const RECIPIENTS = 'recipients.json';

/** Whether a file can be read without a key in strict mode (bundles.md, "Encryption"). */
export function isReadableWhenStrict(path: string): boolean {
  return [MIRROR_MANIFEST, EXPORT_MANIFEST, RECIPIENTS].includes(path) || path.startsWith('signatures/');
}

/** Every bundle has exactly these files beside the artifacts that `export.json` names. */
export const ENVELOPE_FILES: readonly string[] = [
  EXPORT_MANIFEST,
  PROVENANCE,
  EXPORT_SIGNATURE,
  EXPORT_ENVELOPE,
  PROVENANCE_ENVELOPE,
  PUBLIC_KEY,
];

/** Those of them that do not grow with the number of inputs, or that are needed whole. */
export const SMALL_DOCUMENTS: ReadonlySet<string> = new Set([EXPORT_MANIFEST, EXPORT_SIGNATURE, PUBLIC_KEY]);

export const MANIFEST_PAYLOAD_TYPE = 'application/vnd.stellaops.export-manifest+json';
export const PROVENANCE_PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** Files that a DSSE envelope covers, with the type under which it does. */
export const PAYLOAD_TYPE_OF: ReadonlyMap<string, string> = new Map([
  [EXPORT_MANIFEST, MANIFEST_PAYLOAD_TYPE],
  [PROVENANCE, PROVENANCE_PAYLOAD_TYPE],
]);

/**
 * Whether unpacking a file of this path stays inside the target folder on every system: relative, forward slashes, no
 * `.`, `..` or empty segment, no control character, backslash or drive letter.
 */
export function isSafePath(path: string): boolean {
  if (/[\p{Cc}\\]/u.test(path)) return false;
  if (/^[a-z]:/i.test(path)) return false;
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
