import fc from 'fast-check';
import { purlOfPackage, readPurl } from './package-url.ts';

const read = (purl: string) => {
  const named = readPurl(purl);
  return named && [named.ecosystem, named.name, named.version, named.purl];
};

describe('readPurl', () => {
  for (const [purl, ecosystem, name, version, canonical] of [
    ['pkg:npm/%40scope/name@1.0.0', 'npm', '@scope/name', '1.0.0', 'pkg:npm/%40scope/name@1.0.0'],
    ['pkg:npm/@scope/name@1.0.0', 'npm', '@scope/name', '1.0.0', 'pkg:npm/%40scope/name@1.0.0'],
    ['pkg:npm/%40scope%2Fname@1.0.0', 'npm', '@scope/name', '1.0.0', 'pkg:npm/%40scope/name@1.0.0'],
    [
      'pkg:golang/github.com/Owner/mod/v2@v2.0.0',
      'Go',
      'github.com/Owner/mod/v2',
      'v2.0.0',
      'pkg:golang/github.com/Owner/mod/v2@v2.0.0',
    ],
    ['pkg:golang/x/y@v1.2.3%2Bincompatible', 'Go', 'x/y', 'v1.2.3+incompatible', 'pkg:golang/x/y@v1.2.3+incompatible'],
    ['pkg:golang/x/y@v1.0', 'Go', 'x/y', 'v1.0', 'pkg:golang/x/y@v1.0'],
    ['pkg:golang/stdlib@1.20.1', 'Go', 'stdlib', '1.20.1', 'pkg:golang/stdlib@1.20.1'],
    [
      'pkg:maven/org.example/core@1.0?type=jar#path',
      'Maven',
      'org.example:core',
      '1.0',
      'pkg:maven/org.example/core@1.0',
    ],
    ['PKG:PyPI/Example_Kit@1.0', 'PyPI', 'example-kit', '1.0', 'pkg:pypi/example-kit@1.0'],
    ['pkg://npm/name', 'npm', 'name', undefined, 'pkg:npm/name'],
    ['pkg:swift/github.com/x/y', 'SwiftURL', 'github.com/x/y', undefined, 'pkg:swift/github.com/x/y'],
    ['pkg:cran/A3', 'CRAN', 'A3', undefined, 'pkg:cran/A3'],
    ['pkg:deb/debian/curl@7.88?distro=12', 'Debian', 'curl', '7.88', 'pkg:deb/debian/curl@7.88'],
    ['pkg:apk/wolfi/curl@8', 'Wolfi', 'curl', '8', 'pkg:apk/wolfi/curl@8'],
    ['pkg:oci/app@sha256:ab', undefined, 'app', 'sha256:ab', 'pkg:oci/app@sha256:ab'],
    [
      'pkg:oci/app@sha256:ab?arch=arm64&repository_url=GHCR.io/team/app',
      undefined,
      'app',
      'sha256:ab',
      'pkg:oci/app@sha256:ab?repository_url=ghcr.io%2Fteam%2Fapp',
    ],
    ['pkg:npm/app@1?repository_url=npm.example.com', 'npm', 'app', '1', 'pkg:npm/app@1'],
    ['pkg:npm/__proto__@1', 'npm', '__proto__', '1', 'pkg:npm/__proto__@1'],
  ] as const) {
    it(`reads ${purl}`, () => expect(read(purl)).toEqual([ecosystem, name, version, canonical]));
  }

  it('gives undefined for what is no purl', () => {
    for (const text of [
      '',
      'npm/x',
      'pkg:',
      'pkg:npm',
      'pkg:npm/',
      'pkg:npm/a%ZZ@1',
      'https://x',
      `pkg:npm/${'x'.repeat(10_000_000)}`,
    ]) {
      expect(readPurl(text)).withContext(text.slice(0, 40)).toBeUndefined();
    }
  });

  it('reads what it writes, and never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('npm', 'golang', 'maven', 'pypi', 'deb', 'oci', 'swift', 'cran'),
        fc.string({ unit: 'binary' }),
        (type, rest) => {
          const named = readPurl(`pkg:${type}/${rest}`);
          if (named === undefined) return;
          expect(named.purl.isWellFormed()).toBeTrue();
          expect(readPurl(named.purl)?.purl).toBe(named.purl);
        },
      ),
    );
  });
});

describe('purlOfPackage', () => {
  it('writes the names of advisories', () => {
    expect(purlOfPackage('Maven', 'org.example:core')).toBe('pkg:maven/org.example/core');
    expect(purlOfPackage('npm', '@scope/name')).toBe('pkg:npm/%40scope/name');
    expect(purlOfPackage('Packagist:https://packages.drupal.org/8', 'drupal/core')).toBe('pkg:composer/drupal/core');
    expect(purlOfPackage('SwiftURL', 'https://github.com/x/y.git')).toBe('pkg:swift/github.com/x/y');
    expect(purlOfPackage('Debian:12', 'curl')).toBeUndefined();
    expect(purlOfPackage('npm', '')).toBeUndefined();
  });
});
