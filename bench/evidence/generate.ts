import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prose, randomFrom } from './random.ts';

/** Files of a folder; more make some file systems slow. */
const filesPerFolder = 1_000;
const packagesOf = { Go: 'golang', npm: 'npm', PyPI: 'pypi', Maven: 'maven' } as const;
type Ecosystem = keyof typeof packagesOf;
const ecosystems = Object.keys(packagesOf) as Ecosystem[];
/** Packages of each ecosystem that advisories and components are about. */
const packages = 20_000;

export interface GeneratedAdvisories {
  /** The folder of a tenant: `advisories` is made in it. */
  readonly folder: string;
  readonly count: number;
  /** Bytes of one document, about. */
  readonly bytes?: number;
}

/** Writes OSV documents `advisories/<thousand>/BENCH-<number>.json`; answers their bytes. */
export async function generateAdvisories({ folder, count, bytes = 4_000 }: GeneratedAdvisories): Promise<number> {
  let total = 0;
  for (let first = 0; first < count; first += filesPerFolder) {
    const thousand = join(folder, 'advisories', String(first / filesPerFolder).padStart(4, '0'));
    await mkdir(thousand, { recursive: true });
    for (let number = first; number < Math.min(first + filesPerFolder, count); number += 1) {
      const text = advisoryText(number, 0, bytes);
      total += Buffer.byteLength(text);
      await writeFile(join(thousand, `${nameOf(number)}.json`), text);
    }
  }
  return total;
}

/** Writes every `each`-th of the documents anew, with other content. */
export async function changeAdvisories(
  { folder, count, bytes = 4_000 }: GeneratedAdvisories,
  each: number,
): Promise<void> {
  for (let number = 0; number < count; number += each) {
    const thousand = join(folder, 'advisories', String(Math.floor(number / filesPerFolder)).padStart(4, '0'));
    await writeFile(join(thousand, `${nameOf(number)}.json`), advisoryText(number, 1, bytes));
  }
}

/** Writes CycloneDX documents `sboms/service-<number>.cdx.json` of so many components each. */
export async function generateSboms(
  folder: string,
  { count, components }: { count: number; components: number },
): Promise<void> {
  await mkdir(join(folder, 'sboms'), { recursive: true });
  for (let number = 0; number < count; number += 1) {
    await writeFile(join(folder, 'sboms', `service-${number}.cdx.json`), sbomText(number, components));
  }
}

export function advisoryText(number: number, edition: number, bytes: number): string {
  const random = randomFrom(number * 2 + edition + 1);
  const ecosystem = ecosystems[number % ecosystems.length] ?? 'Go';
  const fixed = `${1 + Math.floor(random() * 4)}.${Math.floor(random() * 20)}.${Math.floor(random() * 10)}`;
  const advisory = {
    schema_version: '1.6.0',
    id: nameOf(number),
    modified: new Date(Date.UTC(2025, 0, 1) + (number % 300) * 86_400_000 + edition).toISOString(),
    published: '2024-06-01T00:00:00Z',
    aliases: [`CVE-2025-${String(number).padStart(6, '0')}`],
    summary: prose(random, 9),
    affected: [
      {
        package: { ecosystem, name: packageName(ecosystem, Math.floor(random() * packages)) },
        ranges: [
          {
            type: ecosystem === 'Go' || ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM',
            events: [{ introduced: '0' }, { fixed }],
          },
        ],
      },
    ],
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }],
    references: [{ type: 'WEB', url: `https://example.org/advisories/${number}` }],
    details: '',
  };
  const missing = bytes - JSON.stringify(advisory).length;
  return JSON.stringify({ ...advisory, details: prose(random, Math.max(1, Math.round(missing / 6.6))) });
}

export function sbomText(number: number, components: number): string {
  const random = randomFrom(1_000_000_007 + number);
  const version = () => `${Math.floor(random() * 5)}.${Math.floor(random() * 20)}.${Math.floor(random() * 10)}`;
  const listed = Array.from({ length: components }, () => {
    const ecosystem = ecosystems[Math.floor(random() * ecosystems.length)] ?? 'Go';
    const name = packageName(ecosystem, Math.floor(random() * packages));
    const [purlName, componentVersion] = [name.replace(':', '/'), version()];
    return {
      type: 'library',
      name,
      version: componentVersion,
      purl: `pkg:${packagesOf[ecosystem]}/${purlName}@${ecosystem === 'Go' ? 'v' : ''}${componentVersion}`,
    };
  });
  const component = { type: 'application', name: `service-${number}`, version: '1.0.0' };
  const metadata = { timestamp: '2025-10-01T00:00:00Z', component };
  return JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata, components: listed });
}

function packageName(ecosystem: Ecosystem, number: number): string {
  switch (ecosystem) {
    case 'Go':
      return `example.org/module-${number}`;
    case 'Maven':
      return `org.example.group${number % 100}:artifact-${number}`;
    default:
      return `package-${number}`;
  }
}

function nameOf(number: number): string {
  return `BENCH-2025-${String(number).padStart(6, '0')}`;
}
