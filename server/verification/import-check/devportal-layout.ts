/** Where the files of a `devportal:offline` bundle lie (bundles.md, "Kinds"). */
export const PORTAL_SECTIONS = ['portal', 'specs', 'sdks', 'changelog'] as const;

/** Lists every file but itself, `checksums.txt` and what is signed after it. */
export const PORTAL_MANIFEST = 'manifest.json';
/** The same digests as `sha256sum -c` reads them, and that of the manifest. */
export const PORTAL_CHECKSUMS = 'checksums.txt';
/** Instructions for people, and the script that follows them. */
export const PORTAL_HELPERS = ['instructions-portable.txt', 'verify-offline.sh'] as const;

/** Of every file in the archive and in the manifest (bundles.md, "Kinds"). */
export const PORTAL_TIME = '2025-01-01T00:00:00Z';

export interface PortalManifest {
  readonly schemaVersion: '1.0';
  readonly kind: 'devportal:offline';
  readonly createdAt: typeof PORTAL_TIME;
  /** Sorted by path. */
  readonly files: readonly PortalFile[];
}

export interface PortalFile {
  readonly bytes: number;
  readonly path: string;
  /** `sha256:<hex>`. */
  readonly sha256: string;
}

/**
 * The text of `manifest.json`: one file a line, members sorted, so that a shell can read it line by line. Paths hold no quotes and
 * no backslashes.
 */
export function portalManifestText({ schemaVersion, kind, createdAt, files }: PortalManifest): string {
  const lines = files.map(({ bytes, path, sha256 }) => `    ${JSON.stringify({ bytes, path, sha256 })}`);
  const head = [['schemaVersion', schemaVersion] as const, ['kind', kind] as const, ['createdAt', createdAt] as const]
    .map(([name, value]) => `  "${name}": "${value}",\n`)
    .join('');
  return `{\n${head}  "files": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** The text of `checksums.txt`, sorted by path. */
export function portalChecksumsText(files: readonly Pick<PortalFile, 'path' | 'sha256'>[]): string {
  return files
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256.slice('sha256:'.length)}  ${path}\n`)
    .join('');
}

/** What `sha256sum`, a shell and every file system read as it is: a relative path without quotes, backslashes and controls. */
export function isPortalPath(path: string): boolean {
  return !/["\\\p{Cc}\uFFFD]/u.test(path) && path.isWellFormed();
}
