import { ByteSource } from '../archive/byte-source.ts';
import { isObject, parseJson } from '../json.ts';
import {
  PORTAL_CHECKSUMS,
  PORTAL_HELPERS,
  PORTAL_MANIFEST,
  PORTAL_SECTIONS,
  PORTAL_TIME,
  type PortalFile,
  portalChecksumsText,
  portalManifestText,
} from './devportal-layout.ts';
import { type FileToImport, type ImportCheck } from './import-check.ts';

/** A list of a hundred thousand files has some 20 MB. */
const LIST_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * `devportal:offline`: the two lists are, letter by letter, what follows from the files that `export.json` vouches for, so what
 * `verify-offline.sh` says of an unpacked bundle is what we say of the packed one.
 */
export function createDevportalCheck(): ImportCheck {
  const lists = new Map<string, string>();
  return {
    covers: (path) => path === PORTAL_MANIFEST || path === PORTAL_CHECKSUMS,
    async check(file) {
      lists.set(file.path, await readList(file));
      return 1;
    },
    conclude({ artifacts }, report) {
      const expected = expectedLists(artifacts);
      for (const [path, text] of expected) {
        const found = lists.get(path);
        // A missing file is reported with the others.
        if (found !== undefined && found !== text) report({ path, reason: 'malformed', actual: faultOf(path, found) });
      }
      for (const { path } of artifacts) {
        if (!belongsHere(path)) report({ path, reason: 'unexpected' });
      }
    },
  };
}

async function readList({ content }: FileToImport): Promise<string> {
  return new TextDecoder().decode(await new ByteSource(content).readExactly(LIST_LIMIT_BYTES));
}

/** What the lists have to be, given all files of the bundle. */
function expectedLists(artifacts: readonly PortalFile[]): Map<string, string> {
  const listed = artifacts
    .filter(({ path }) => path !== PORTAL_MANIFEST && path !== PORTAL_CHECKSUMS)
    .map(({ bytes, path, sha256 }) => ({ bytes, path, sha256 }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const manifest = { schemaVersion: '1.0', kind: 'devportal:offline', createdAt: PORTAL_TIME, files: listed } as const;
  return new Map([
    [PORTAL_MANIFEST, portalManifestText(manifest)],
    [PORTAL_CHECKSUMS, portalChecksumsText(artifacts.filter(({ path }) => path !== PORTAL_CHECKSUMS))],
  ]);
}

function belongsHere(path: string): boolean {
  const known: readonly string[] = [PORTAL_MANIFEST, PORTAL_CHECKSUMS, ...PORTAL_HELPERS];
  return known.includes(path) || PORTAL_SECTIONS.some((section) => path.startsWith(`${section}/`));
}

function faultOf(path: string, text: string): string {
  if (path === PORTAL_MANIFEST && !isObject(parseJson(new TextEncoder().encode(text)))) return 'is no JSON object';
  return 'does not list the files of the bundle';
}
