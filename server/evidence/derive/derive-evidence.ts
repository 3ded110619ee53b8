import { createVexAnswers } from '../consensus/vex-answers.ts';
import { createVulnerabilityNames } from '../consensus/vulnerability-names.ts';
import { createComponentIndex } from '../matching/component-index.ts';
import { createAdvisoryMatcher } from '../matching/match-advisories.ts';
import { createPolicyJudge } from '../policy/judge.ts';
import { type Derivation } from './derivation.ts';
import { deriveAdvisories } from './derive-advisories.ts';
import { deriveConsensus, deriveStatements } from './derive-vex.ts';
import { type DerivedCounts, type DerivedOutputs, type DeriveOptions } from './derived-outputs.ts';
import { evaluateSubjects } from './evaluate-subjects.ts';
import { type RawEvidence } from './raw-evidence.ts';
import { readSubjects } from './read-subjects.ts';
import { createRecordLines } from './record-lines.ts';

/**
 * Everything that follows from the raw records and a policy: the worker writes it into bundles, the Offline Kit makes it anew
 * from the records of a mirror. The same records, policy and redaction give the same bytes. VEX is read first, since it says
 * which names of vulnerabilities matter, then the SBOMs, then each advisory once; VEX a second time for the consensus. The
 * memory grows with the distinct components of the SBOMs, their matches and the vulnerabilities that VEX names.
 *
 * @throws the signal's reason when it is aborted; whatever a sink or a source throws.
 */
export async function deriveEvidence(
  evidence: RawEvidence,
  outputs: DerivedOutputs,
  options: DeriveOptions,
): Promise<DerivedCounts> {
  const lines = createRecordLines(options.redaction);
  const derivation: Derivation = { evidence, outputs, options, lines };
  const names = createVulnerabilityNames();
  const components = createComponentIndex();
  const isEvaluated = options.policy !== null && (outputs.evaluations !== null || outputs.indexes.findings !== null);
  const judge = options.policy && createPolicyJudge(options.policy.policy);

  const statements = await deriveStatements(derivation, names);
  const { subjects, unsupported } = await readSubjects(derivation, components);
  const matcher = isEvaluated ? createAdvisoryMatcher(components) : null;
  const advisories = await deriveAdvisories(derivation, { names, matcher, judge });

  const keysOfSubjects = new Set(subjects.flatMap((subject) => subject.names.map(({ key }) => key)));
  const answers = createVexAnswers((key) => keysOfSubjects.has(key) || components.versionsOf(key) !== undefined);
  const isConsensusNeeded = isEvaluated || outputs.consensus !== null;
  const consensus = isConsensusNeeded ? await deriveConsensus(derivation, names, (each) => answers.add(each)) : 0;
  const evaluated =
    matcher && judge
      ? await evaluateSubjects(derivation, { subjects, components, matcher, names, answers, judge })
      : { evaluations: 0, findings: 0 };

  return {
    ...evaluated,
    consensus,
    normalised: { advisories: advisories.normalised, vex: statements.normalised },
    redacted: lines.redacted,
    unreadableVersions: components.unreadableVersions(),
    unreadableRanges: matcher?.unreadableRanges() ?? 0,
    unsupported: { advisories: advisories.unsupported, vex: statements.unsupported, sboms: unsupported },
  };
}
