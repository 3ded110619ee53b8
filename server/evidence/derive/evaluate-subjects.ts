import { type ProductName, productName } from '../consensus/product-name.ts';
import { type VexAnswers } from '../consensus/vex-answers.ts';
import { type VulnerabilityNames } from '../consensus/vulnerability-names.ts';
import { type ComponentIndex } from '../matching/component-index.ts';
import { type AdvisoryMatcher, type Match } from '../matching/match-advisories.ts';
import { type Evaluation, isFinding } from '../model.ts';
import { compareText } from '../../verification/compare-text.ts';
import { type PolicyJudge } from '../policy/judge.ts';
import { type Derivation } from './derivation.ts';
import { findingIndexItem, openIndexDocument } from './index-documents.ts';
import { type Subject } from './read-subjects.ts';

/** What evaluations follow from. */
export interface Findings {
  readonly subjects: readonly Subject[];
  readonly components: ComponentIndex;
  readonly matcher: AdvisoryMatcher;
  readonly names: VulnerabilityNames;
  readonly answers: VexAnswers;
  readonly judge: PolicyJudge;
}

/** Writes what each component of each subject met. */
export async function evaluateSubjects(
  { outputs, options, lines }: Derivation,
  findings: Findings,
): Promise<{ evaluations: number; findings: number }> {
  const index = openIndexDocument(outputs.indexes.findings, 'findings');
  const counts = { evaluations: 0, findings: 0 };
  for (const subject of findings.subjects) {
    options.signal.throwIfAborted();
    const left: object[] = [];
    for (const evaluation of evaluationsOf(subject, findings)) {
      const isLeft = isFinding(evaluation);
      counts.evaluations += 1;
      counts.findings += Number(isLeft);
      const line = lines.line(evaluation);
      await outputs.evaluations?.write(line);
      if (isLeft) left.push(findingIndexItem(evaluation));
    }
    await index.add({ findings: left, subject: subject.subject });
  }
  await index.close();
  return counts;
}

interface Meeting {
  readonly component: string;
  readonly named: ProductName;
  readonly match: Match;
}

function* evaluationsOf(subject: Subject, { answers, judge, names, ...findings }: Findings): Generator<Evaluation> {
  for (const { component, named, match } of meetingsOf(subject, findings)) {
    const { id, source, severity, ignores } = match.advisory;
    const vulnerability = names.nameOf(id);
    const vex =
      vulnerability === undefined
        ? undefined
        : answers.find({ vulnerability, subjects: subject.names, component: named });
    const vexStatus = vex?.status ?? null;
    const { rule, verdict } = judge.judge({ subject: subject.subject, component: named, severity, vexStatus, ignores });
    yield {
      advisory: id,
      component,
      fixedIn: [...match.fixedIn],
      rule,
      severity,
      source,
      subject: subject.subject,
      verdict,
      vexStatement: vex?.statements[0] ?? null,
      vexStatus,
    };
  }
}

/** A version counts once, however often and in whatever writing the SBOMs list it; of its purls the least is named. */
function meetingsOf(
  { components: lists }: Subject,
  { components, matcher }: Pick<Findings, 'components' | 'matcher'>,
): Meeting[] {
  const purlOfVersion = new Map<number, string>();
  for (const list of lists) {
    for (const component of list) {
      const version = components.versionOf(component);
      if (matcher.matchesOf(version).length === 0) continue;
      const purl = components.purlOf(component);
      const known = purlOfVersion.get(version);
      if (known === undefined || purl < known) purlOfVersion.set(version, purl);
    }
  }
  return [...purlOfVersion]
    .flatMap(([version, component]) => {
      const named = productName(component);
      return matcher.matchesOf(version).map((match) => ({ component, named, match }));
    })
    .sort(
      (one, other) =>
        compareText(one.component, other.component) ||
        compareText(one.match.advisory.id, other.match.advisory.id) ||
        compareText(one.match.advisory.source, other.match.advisory.source),
    );
}
