import { type ProfileKindName } from '../contracts/export-center/kinds.ts';
import { PORTAL_MANIFEST } from './import-check/devportal-layout.ts';

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
/** What a developer portal adds. */
export const DEVPORTAL_ENVELOPE = 'manifest.dsse.json';

/** Whether a file can be read without a key in strict mode (bundles.md, "Encryption"). */
export function isReadableWhenStrict(path: string): boolean {
  return [MIRROR_MANIFEST, EXPORT_MANIFEST, RECIPIENTS].includes(path) || path.startsWith('signatures/');
}

/** How the bundles of one kind are laid out (bundles.md, "Kinds"). */
export interface KindLayout {
  /** `archive`: one tar archive of everything. `file`: the one artifact is the bundle, its documents lie beside it. */
  readonly form: 'archive' | 'file';
  /** The folder that holds everything in the archive; paths in manifests are relative to it. */
  readonly root: '' | 'mirror/';
  /** Documents that every bundle of the kind has, besides those of all kinds. */
  readonly documents: readonly string[];
  /** Detached signatures besides those of all kinds. */
  readonly signatures: readonly { readonly covers: string; readonly path: string }[];
  /** DSSE envelopes besides those of all kinds, each one of the documents. */
  readonly envelopes: readonly { readonly covers: string; readonly path: string }[];
}

const json: KindLayout = { form: 'archive', root: '', documents: [], signatures: [], envelopes: [] };
const mirror: KindLayout = {
  form: 'archive',
  root: 'mirror/',
  documents: [MIRROR_MANIFEST],
  signatures: [{ covers: MIRROR_MANIFEST, path: 'signatures/manifest.sig' }],
  envelopes: [],
};
const devportal: KindLayout = {
  form: 'archive',
  root: '',
  documents: [DEVPORTAL_ENVELOPE],
  signatures: [{ covers: PORTAL_MANIFEST, path: 'signatures/devportal.sig' }],
  envelopes: [{ covers: PORTAL_MANIFEST, path: DEVPORTAL_ENVELOPE }],
};

function signedFile(covers: string, path: string): KindLayout {
  return { form: 'file', root: '', documents: [], signatures: [{ covers, path }], envelopes: [] };
}

const layouts: ReadonlyMap<string, KindLayout> = new Map<ProfileKindName, KindLayout>([
  ['json:raw', json],
  ['json:policy', json],
  ['mirror:full', mirror],
  ['mirror:delta', mirror],
  ['trivy:db', signedFile('trivy/db.bundle', 'signatures/trivy-db.sig')],
  ['trivy:java-db', signedFile('trivy/java-db.bundle', 'signatures/trivy-java-db.sig')],
  ['devportal:offline', devportal],
]);

/** The layout of a kind; undefined for one that there is not. */
export function layoutOf({ kind, variant }: { kind: string; variant: string }): KindLayout | undefined {
  return layouts.get(`${kind}:${variant}`);
}

/** What every bundle has beside what `export.json` names; in strict mode the provenance is encrypted. */
export function envelopeFiles(layout: KindLayout, { strict }: { strict: boolean }): string[] {
  return [
    EXPORT_MANIFEST,
    PROVENANCE,
    EXPORT_SIGNATURE,
    EXPORT_ENVELOPE,
    strict ? PROVENANCE_SIGNATURE : PROVENANCE_ENVELOPE,
    PUBLIC_KEY,
    ...layout.signatures.map(({ path }) => path),
  ];
}

const SMALL_BYTES = 64 * 1024;
const MANIFEST_BYTES = 64 * 1024 * 1024;

/** Every path that a detached signature of some kind has. */
const detachedSignatures: ReadonlySet<string> = new Set([
  EXPORT_SIGNATURE,
  PROVENANCE_SIGNATURE,
  ...[...layouts.values()].flatMap(({ signatures }) => signatures.map(({ path }) => path)),
]);

/**
 * The size up to which verification holds a file whole; undefined for one that it does not need whole. Only `export.json` grows
 * with the number of files.
 */
export function wholeFileLimit(path: string): number | undefined {
  if (path === EXPORT_MANIFEST) return MANIFEST_BYTES;
  return path === PUBLIC_KEY || path === RECIPIENTS || detachedSignatures.has(path) ? SMALL_BYTES : undefined;
}

export const MANIFEST_PAYLOAD_TYPE = 'application/vnd.stellaops.export-manifest+json';
export const PROVENANCE_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const DEVPORTAL_PAYLOAD_TYPE = 'application/vnd.stellaops.devportal-manifest+json';

/** Files that a DSSE envelope covers, with the type under which it does. */
export const PAYLOAD_TYPE_OF: ReadonlyMap<string, string> = new Map([
  [EXPORT_MANIFEST, MANIFEST_PAYLOAD_TYPE],
  [PROVENANCE, PROVENANCE_PAYLOAD_TYPE],
  [PORTAL_MANIFEST, DEVPORTAL_PAYLOAD_TYPE],
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
