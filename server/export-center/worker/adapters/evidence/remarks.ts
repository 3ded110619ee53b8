import { type DerivedCounts } from '../../../../evidence/derive/derived-outputs.ts';

type Told = Pick<DerivedCounts, 'unsupported' | 'unreadableVersions' | 'unreadableRanges'>;

/** What the derived records lack and why, for people who read the log of the run. */
export function remarksOn({ unsupported, unreadableVersions, unreadableRanges }: Told): string[] {
  const { advisories, vex, sboms } = unsupported;
  const rawOnly = counted({ advisories, 'VEX documents': vex, SBOMs: sboms });
  const unordered = counted({
    'component versions': unreadableVersions,
    'version ranges of packages in the SBOMs': unreadableRanges,
  });
  return [
    ...(rawOnly === '' ? [] : [`Kept raw alone, as their format or version cannot be normalised: ${rawOnly}.`]),
    ...(unordered === '' ? [] : [`Matched by listed versions alone, as they cannot be put in order: ${unordered}.`]),
  ];
}

function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .flatMap(([what, count]) => (count === 0 ? [] : `${what} (${count})`))
    .join(', ');
}
