import { type ProductName, isSameProduct, productName } from '../consensus/product-name.ts';
import { type Evaluation, type Severity, type VexStatus } from '../model.ts';
import { type Policy, type PolicyIgnore } from './policy.ts';

/** What a verdict depends on. */
export interface Judged {
  readonly subject: string;
  readonly component: ProductName;
  readonly severity: Severity;
  readonly vexStatus: VexStatus | null;
  /** Ignores that name the advisory, by `ignoresNaming`. */
  readonly ignores: readonly number[];
}

export interface PolicyJudge {
  /** Numbers of the ignores that name an advisory by its id or an alias, ascending. */
  ignoresNaming(names: readonly string[]): readonly number[];
  /** VEX comes first, then the ignores in their order, then the severity, then the default. */
  judge(judged: Judged): Pick<Evaluation, 'verdict' | 'rule'>;
}

export function createPolicyJudge({ severities, ignores, default: fallback }: Policy): PolicyJudge {
  const prepared = ignores.map(prepareIgnore);
  const naming = new Map<string, number[]>();
  const ofComponents = new Map<string, number[]>();
  prepared.forEach(({ advisory, component }, index) => {
    if (advisory !== undefined) append(naming, advisory, index);
    else if (component !== undefined) append(ofComponents, component.key, index);
  });

  return {
    ignoresNaming(names) {
      if (naming.size === 0) return NONE;
      const found = names.flatMap((name) => naming.get(name) ?? NONE);
      return found.length === 0 ? NONE : [...new Set(found)].sort((one, other) => one - other);
    },
    judge(judged) {
      const { vexStatus, severity } = judged;
      if (vexStatus === 'not_affected' || vexStatus === 'fixed') return { verdict: 'pass', rule: `vex:${vexStatus}` };
      const candidates = [...judged.ignores, ...(ofComponents.get(judged.component.key) ?? NONE)];
      const holding = candidates.filter((index) => prepared[index]?.holdsFor(judged));
      if (holding.length > 0) return { verdict: 'pass', rule: `ignore:${Math.min(...holding)}` };
      const verdict = severities[severity];
      return verdict === undefined ? { verdict: fallback, rule: 'default' } : { verdict, rule: `severity:${severity}` };
    },
  };
}

const NONE: readonly number[] = [];

interface PreparedIgnore {
  readonly advisory: string | undefined;
  readonly component: ProductName | undefined;
  /** Beyond the advisory. */
  holdsFor(judged: Judged): boolean;
}

function prepareIgnore({ advisory, component, subject }: PolicyIgnore): PreparedIgnore {
  const named = component === undefined ? undefined : productName(component);
  return {
    advisory,
    component: named,
    holdsFor: (judged) =>
      (named === undefined || isSameProduct(named, judged.component)) &&
      (subject === undefined || isSubject(subject, judged.subject)),
  };
}

function isSubject(pattern: string, subject: string): boolean {
  return pattern.endsWith('*') ? subject.startsWith(pattern.slice(0, -1)) : subject === pattern;
}

function append(index: Map<string, number[]>, key: string, value: number): void {
  const values = index.get(key);
  if (values) values.push(value);
  else index.set(key, [value]);
}
