import { remarksOn } from './remarks.ts';

describe('remarksOn', () => {
  const unsupported = { advisories: 0, vex: 0, sboms: 0 };

  it('says nothing where nothing is lacking', () => {
    expect(remarksOn({ unsupported, unreadableVersions: 0, unreadableRanges: 0 })).toEqual([]);
  });

  it('counts what is kept raw alone, and what cannot be put in order', () => {
    expect(
      remarksOn({
        unsupported: { ...unsupported, advisories: 2, sboms: 1 },
        unreadableVersions: 0,
        unreadableRanges: 3,
      }),
    ).toEqual([
      'Kept raw alone, as their format or version cannot be normalised: advisories (2), SBOMs (1).',
      'Matched by listed versions alone, as they cannot be put in order: version ranges of packages in the SBOMs (3).',
    ]);
  });
});
