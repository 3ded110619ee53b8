import { type VulnerabilityNames } from '../consensus/vulnerability-names.ts';
import { type AdvisoryMatcher } from '../matching/match-advisories.ts';
import { normaliseAdvisory } from '../normalise/normalise-advisory.ts';
import { type PolicyJudge } from '../policy/judge.ts';
import { type Derivation, tracked } from './derivation.ts';
import { advisoryIndexItem, openIndexDocument } from './index-documents.ts';

/** What meets each advisory as it passes. */
export interface AdvisoryReaders {
  readonly names: VulnerabilityNames;
  /** Null where nothing is evaluated. */
  readonly matcher: AdvisoryMatcher | null;
  readonly judge: PolicyJudge | null;
}

/** Normalises the advisories, and matches each of them while it is at hand. */
export async function deriveAdvisories(
  { evidence, outputs, options, lines }: Derivation,
  { names, matcher, judge }: AdvisoryReaders,
): Promise<{ normalised: number; unsupported: number }> {
  const index = openIndexDocument(outputs.indexes.advisories, 'advisories');
  let [normalised, unsupported] = [0, 0];
  for await (const record of tracked(evidence.advisories(), options)) {
    const advisory = normaliseAdvisory(record);
    if (advisory === undefined) {
      unsupported += 1;
      continue;
    }
    normalised += 1;
    const { id, source, severity, aliases, withdrawn } = advisory;
    const allNames = [id, ...aliases];
    if (withdrawn === null) names.addAdvisory(allNames);
    matcher?.add(advisory, () => ({ id, source, severity, ignores: judge?.ignoresNaming(allNames) ?? [] }));
    const line = lines.line(advisory);
    await outputs.advisories?.write(line);
    await index.add(advisoryIndexItem(advisory));
  }
  await index.close();
  return { normalised, unsupported };
}
