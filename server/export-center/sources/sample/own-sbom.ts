import { PackageURL } from 'packageurl-js';
import { z } from 'zod';

const lockedPackage = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  /** Needed by a development package, and by an optional one of the product. */
  devOptional: z.boolean().optional(),
  link: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
});

/** package-lock.json, version 3: `packages` is keyed by the folder that a package is installed in. */
export const packageLock = z.looseObject({
  name: z.string(),
  version: z.string(),
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), lockedPackage),
});

type PackageLock = z.output<typeof packageLock>;
type LockedPackage = z.output<typeof lockedPackage>;

interface Component {
  type: 'application' | 'library';
  'bom-ref': string;
  group?: string;
  name: string;
  version: string;
  scope?: 'required' | 'optional';
  hashes?: { alg: string; content: string }[];
  licenses?: { expression: string }[];
  purl: string;
}

/**
 * CycloneDX 1.6 of what a package lock installs outside of development. Written by hand, since CycloneDX's own tools
 * put a serial number and the time into each document, and this one must be the same on every machine.
 */
export function ownSbom(lock: PackageLock): object {
  const { '': root = {}, ...folders } = lock.packages;
  const installed = new Map(Object.entries(folders).filter(([, entry]) => !entry.dev && !entry.link));
  const refOf = (folder: string) => (folder === '' ? purlOf(lock.name, lock.version) : componentOf(folder).purl);
  const componentOf = (folder: string) => libraryOf(folder, installed.get(folder) ?? {});

  const components = new Map([...installed.keys()].map((folder) => [refOf(folder), componentOf(folder)]));
  const dependencies = new Map<string, Set<string>>();
  for (const [folder, entry] of [['', root] as const, ...installed]) {
    const edges = dependencies.get(refOf(folder)) ?? new Set();
    for (const name of namesOfDependencies(entry)) {
      const target = resolveDependency(folder, name, installed);
      if (target !== undefined) edges.add(refOf(target));
    }
    dependencies.set(refOf(folder), edges);
  }

  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': refOf(''),
        name: lock.name,
        version: lock.version,
        ...licenseOf(root),
        purl: refOf(''),
      },
    },
    components: sortedEntries(components).map(([, component]) => component),
    dependencies: sortedEntries(dependencies).map(([ref, edges]) => ({ ref, dependsOn: [...edges].sort() })),
  };
}

function libraryOf(folder: string, entry: LockedPackage): Component {
  const fullName = entry.name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { scope, name } = splitName(fullName);
  const version = entry.version ?? '';
  const purl = purlOf(fullName, version);
  return {
    type: 'library',
    'bom-ref': purl,
    ...(scope === undefined ? {} : { group: scope }),
    name,
    version,
    scope: entry.optional || entry.devOptional ? 'optional' : 'required',
    ...hashesOf(entry),
    ...licenseOf(entry),
    purl,
  };
}

function purlOf(fullName: string, version: string): string {
  const { scope, name } = splitName(fullName);
  return new PackageURL('npm', scope, name, version, undefined, undefined).toString();
}

/** `@angular/cdk` → `@angular` and `cdk`. */
function splitName(fullName: string): { scope: string | undefined; name: string } {
  const slash = fullName.indexOf('/');
  return slash < 0
    ? { scope: undefined, name: fullName }
    : { scope: fullName.slice(0, slash), name: fullName.slice(slash + 1) };
}

/** The lock's `integrity` is Subresource Integrity (`sha512-<base64>`); CycloneDX wants hexadecimal digits. */
function hashesOf(entry: LockedPackage): Pick<Component, 'hashes'> {
  const digest = /^sha512-(?<base64>\S+)$/.exec(entry.integrity ?? '')?.groups?.['base64'];
  if (digest === undefined) return {};
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] };
}

function licenseOf(entry: LockedPackage): Pick<Component, 'licenses'> {
  return entry.license === undefined ? {} : { licenses: [{ expression: entry.license }] };
}

function namesOfDependencies(entry: LockedPackage): string[] {
  return Object.keys({ ...entry.peerDependencies, ...entry.optionalDependencies, ...entry.dependencies });
}

/** Node's own look-up: the nearest `node_modules` on the way up from the folder that asks. */
function resolveDependency(from: string, name: string, installed: ReadonlyMap<string, unknown>): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (installed.has(candidate)) return candidate;
    if (folder === '') return undefined;
  }
}

function sortedEntries<Value>(entries: ReadonlyMap<string, Value>): [string, Value][] {
  return [...entries].sort(([left], [right]) => (left < right ? -1 : 1));
}
