import { type AffectedPackage, type VersionEvent } from '../../../../../evidence/model.ts';
import { trivyEcosystem, trivyPackageName } from './ecosystem.ts';
import { type VersionConstraints, versionConstraints } from './version-constraints.ts';

function constraintsOf(ecosystem: string, affected: Partial<AffectedPackage>): VersionConstraints | null {
  const known = trivyEcosystem(ecosystem);
  if (!known) throw new TypeError(`${ecosystem} is not known to Trivy`);
  return versionConstraints({ ecosystem, name: 'any', purl: null, ranges: [], versions: [], ...affected }, known);
}

const ranges = (...events: VersionEvent[]) => [{ type: 'SEMVER' as const, events, repo: null }];

describe('the versions of an advisory, as Trivy compares them', () => {
  for (const [what, affected, vulnerable, patched] of [
    ['from the first on', ranges({ introduced: '0' }, { fixed: '1.2.3' }), ['<1.2.3'], ['1.2.3']],
    ['all, those before 0.0.0 too', ranges({ introduced: '0' }), ['>=0.0.0-0'], []],
    ['from one on', ranges({ introduced: '1.0.0' }), ['>=1.0.0'], []],
    ['up to one', ranges({ introduced: '1.0.0' }, { lastAffected: '1.4.0' }), ['>=1.0.0, <=1.4.0'], []],
    ['one', ranges({ introduced: '1.0.0' }, { lastAffected: '1.0.0' }), ['=1.0.0'], []],
    [
      'several parts, listed in any order',
      ranges({ fixed: '2.14.4' }, { introduced: '2.3.1' }, { introduced: '0' }, { fixed: '1.10.0' }),
      ['<1.10.0', '>=2.3.1, <2.14.4'],
      ['2.14.4', '1.10.0'],
    ],
    [
      'a part that begins where another was repaired',
      [...ranges({ introduced: '0' }, { fixed: '1.2.0' }), ...ranges({ introduced: '1.2.0' }, { fixed: '1.3.0' })],
      ['<1.2.0', '>=1.2.0, <1.3.0'],
      ['1.3.0'],
    ],
    [
      'a repair of a repaired version',
      ranges({ introduced: '0' }, { fixed: '1.2.0' }, { fixed: '1.3.0' }),
      ['<1.2.0'],
      ['1.2.0', '1.3.0'],
    ],
  ] as const) {
    it(`are ${what}`, () => {
      expect(constraintsOf('Go', { ranges: affected })).toEqual({ vulnerable, patched });
    });
  }

  it('are the listed ones that no range holds', () => {
    const affected = { ranges: ranges({ introduced: '1.0.0' }, { fixed: '1.2.0' }), versions: ['0.9.0', '1.1.0'] };
    expect(constraintsOf('npm', affected)?.vulnerable).toEqual(['>=1.0.0, <1.2.0', '=0.9.0']);
  });

  it('leave out what Trivy cannot read, for which it would drop the whole advisory', () => {
    const readable = ranges({ introduced: '0' }, { fixed: '1.2.0' });
    const odd = [...ranges({ introduced: '0' }, { fixed: '1.2 || >=0' }), ...ranges({ introduced: '1'.repeat(25) })];
    const affected = { ranges: [...readable, ...odd], versions: ['2.0.0', '1, 2', '(devel)'] };
    expect(constraintsOf('Go', affected)).toEqual({ vulnerable: ['<1.2.0', '=2.0.0'], patched: ['1.2.0'] });
  });

  it('are written as the program of the ecosystem reads them in a constraint', () => {
    const until = (ecosystem: string, lastAffected: string) =>
      constraintsOf(ecosystem, { ranges: ranges({ introduced: '0' }, { lastAffected }) })?.vulnerable;
    expect(until('PyPI', '2.0-beta1')).toEqual(['<=2.0b1']);
    expect(until('PyPI', 'v1!2.0.RC1.post2')).toEqual(['<=1!2.0rc1.post2']);
    expect(until('PyPI', '2.0+local.1')).toBeUndefined();
    expect(until('npm', 'v1.2')).toEqual(['<=1.2.0']);
    expect(until('npm', '1-beta.1+build.7')).toEqual(['<=1.0.0-beta.1']);
    expect(until('npm', '1.0.0-.beta')).toBeUndefined();
    for (const digits of [16, 20, 300]) expect(until('PyPI', `1.0rc${'9'.repeat(digits)}`)).toBeUndefined();
    expect(constraintsOf('npm', { versions: ['1.2', '1.2.3.4'] })?.vulnerable).toEqual(['=1.2.0']);
  });

  it('are none where an advisory speaks of Git commits only', () => {
    const git = [{ type: 'GIT' as const, events: [{ introduced: '0' }], repo: 'https://example.com/repository' }];
    expect(constraintsOf('Go', { ranges: git })).toBeNull();
  });

  it('may be dates and other forms that an ecosystem has', () => {
    expect(constraintsOf('PyPI', { ranges: ranges({ introduced: '0' }, { fixed: '2.0rc1' }) })?.vulnerable).toEqual([
      '<2.0rc1',
    ]);
    expect(constraintsOf('Maven', { ranges: ranges({ introduced: '1.0.Final' }) })?.vulnerable).toEqual([
      '>=1.0.Final',
    ]);
    expect(constraintsOf('Packagist', { versions: ['v2021.01.05-p1'] })?.vulnerable).toEqual(['=v2021.01.05-p1']);
  });
});

describe('the name of a package', () => {
  for (const [ecosystem, name, expected] of [
    ['Go', 'github.com/Masterminds/vcs', 'github.com/Masterminds/vcs'],
    ['NuGet', 'Newtonsoft.Json', 'Newtonsoft.Json'],
    ['PyPI', 'Zope_Interface', 'zope-interface'],
    ['npm', '@Angular/Core', '@angular/core'],
    ['Maven', 'Com.Example:Artifact', 'com.example:artifact'],
    ['SwiftURL', 'https://github.com/Owner/Package.git', 'github.com/Owner/Package'],
  ] as const) {
    it(`of ${ecosystem} is looked up as ${expected}`, () => {
      const known = trivyEcosystem(ecosystem);
      expect(known && trivyPackageName(known, name)).toBe(expected);
    });
  }

  it('is not known where Trivy has other databases', () => {
    for (const ecosystem of ['Debian:12', 'Alpine', 'Linux', '']) expect(trivyEcosystem(ecosystem)).toBeUndefined();
  });
});
