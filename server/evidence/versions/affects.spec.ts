import { type AffectedPackage, type VersionEvent, type VersionRange } from '../model.ts';
import { affectedVersions } from './affects.ts';

const range = (type: VersionRange['type'], ...events: VersionEvent[]): VersionRange => ({ type, repo: null, events });
const entry = (ecosystem: string, ranges: VersionRange[], versions: string[] = []): AffectedPackage => {
  return { ecosystem, name: 'demo', purl: null, ranges, versions };
};
const affectedOf = (affected: AffectedPackage, ...versions: string[]) =>
  versions.filter(affectedVersions(affected).includes);

describe('affectedVersions', () => {
  it('is what lies between introduced and fixed, the first included and the last not', () => {
    const affected = entry('npm', [
      range('SEMVER', { introduced: '1.0.0' }, { fixed: '1.2.0' }, { introduced: '2.0.0' }),
    ]);
    expect(affectedOf(affected, '0.9.9', '1.0.0', '1.1.9', '1.2.0-rc.1', '1.2.0', '1.9.0', '2.0.0', '3.0.0')).toEqual([
      '1.0.0',
      '1.1.9',
      '1.2.0-rc.1',
      '2.0.0',
      '3.0.0',
    ]);
  });

  it('begins before every version with "0", pseudo-versions included', () => {
    const affected = entry('Go', [range('SEMVER', { introduced: '0' }, { fixed: '0.1.0' })]);
    expect(affectedOf(affected, 'v0.0.0-20190802002840-cff245a6509b', 'v0.0.0', 'v0.1.0')).toEqual([
      'v0.0.0-20190802002840-cff245a6509b',
      'v0.0.0',
    ]);
  });

  it('ends behind the last affected version, also where it is the only one', () => {
    const affected = entry('PyPI', [
      range('ECOSYSTEM', { introduced: '1.0' }, { lastAffected: '1.5' }),
      range('ECOSYSTEM', { lastAffected: '3.0' }, { introduced: '3.0' }),
    ]);
    expect(affectedOf(affected, '0.9', '1.0', '1.5', '1.5.post1', '2.9', '3.0', '3.0.1')).toEqual([
      '1.0',
      '1.5',
      '3.0',
    ]);
  });

  it('does not depend on how the document orders the events', () => {
    const events: VersionEvent[] = [
      { fixed: '2.0.0' },
      { introduced: '1.5.0' },
      { fixed: '1.2.0' },
      { introduced: '0' },
    ];
    expect(affectedOf(entry('npm', [range('SEMVER', ...events)]), '1.1.0', '1.3.0', '1.5.0', '2.0.0')).toEqual([
      '1.1.0',
      '1.5.0',
    ]);
  });

  it('stays before the limit; one of several is enough, and * is none', () => {
    const limited = (...limits: string[]) =>
      entry('npm', [range('SEMVER', { introduced: '0' }, ...limits.map((limit) => ({ limit })))]);
    expect(affectedOf(limited('2.0.0'), '1.0.0', '2.0.0')).toEqual(['1.0.0']);
    expect(affectedOf(limited('2.0.0', '3.0.0'), '2.5.0', '3.0.0')).toEqual(['2.5.0']);
    expect(affectedOf(limited('*'), '9.0.0')).toEqual(['9.0.0']);
    expect(affectedOf(limited('*', '2.0.0'), '9.0.0')).toEqual(['9.0.0']);
  });

  it('is every listed version, in ecosystems without an order as well, with or without a v', () => {
    expect(
      affectedOf(entry('Debian:12', [range('ECOSYSTEM', { introduced: '0' })], ['7.88.1-10']), '7.88.1-10', '1.0'),
    ).toEqual(['7.88.1-10']);
    expect(affectedOf(entry('Go', [], ['1.2.3']), 'v1.2.3', 'v1.2.4')).toEqual(['v1.2.3']);
  });

  it('is no version that cannot be read, and none of a range that cannot be', () => {
    const affected = entry('npm', [
      range('SEMVER', { introduced: '0' }, { fixed: 'soon' }),
      range('GIT', { introduced: '0' }),
      range('SEMVER', { introduced: '5.0.0' }),
    ]);
    expect(affectedOf(affected, '1.0.0', 'latest', '5.0.0', 'x'.repeat(10_000_000))).toEqual(['5.0.0']);
  });

  it('is nothing where introduced and fixed are the same', () => {
    const affected = entry('npm', [range('SEMVER', { introduced: '1.0.0' }, { fixed: '1.0.0' })]);
    expect(affectedOf(affected, '1.0.0', '1.0.1')).toEqual([]);
  });

  it('names the versions that repair it, in order, from the one at hand on', () => {
    const affected = affectedVersions(
      entry('Maven', [
        range('ECOSYSTEM', { introduced: '0' }, { fixed: '2.10.0' }),
        range('ECOSYSTEM', { introduced: '0' }, { fixed: '2.9.10.7' }, { introduced: '3' }, { fixed: '3.0' }),
      ]),
    );
    expect(affected.fixedAfter('2.1')).toEqual(['2.9.10.7', '2.10.0', '3.0']);
    expect(affected.fixedAfter('2.9.10.7')).toEqual(['2.10.0', '3.0']);
  });
});
