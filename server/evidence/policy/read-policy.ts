import { z } from 'zod';
import { humanLine } from '../../contracts/values.ts';
import { readPurl } from '../normalise/package-url.ts';
import type { Policy } from './policy.ts';
import { PolicyError, readPolicyYaml, type PolicyYaml } from './policy-yaml.ts';

const verdict = z.enum(['pass', 'warn', 'block']);
const name = humanLine(2048);
const purl = name.refine((text) => readPurl(text) !== undefined, 'is not a purl');

const ignore = z
  .strictObject({
    advisory: name.optional(),
    component: purl.optional(),
    subject: name.optional(),
    reason: humanLine(1000),
    until: z.iso.date('is not a day, as in 2026-12-31'),
  })
  .refine(({ advisory, component }) => advisory !== undefined || component !== undefined, {
    message: 'names neither an advisory nor a component',
  });

const policyFile = z.strictObject({
  // Without quotes YAML reads a number.
  schemaVersion: z.union([z.literal('1'), z.literal(1)], 'is not 1').transform(() => '1' as const),
  severities: z
    .strictObject({ critical: verdict, high: verdict, medium: verdict, low: verdict, unknown: verdict })
    .partial()
    .default({}),
  ignores: z.array(ignore).default([]),
  default: verdict,
});

/** A tenant's `policy.yaml` as text. Throws `PolicyError`, whose message names line and field. */
export function readPolicy(text: string): Policy {
  const yaml = readPolicyYaml(text);
  const result = policyFile.safeParse(yaml.value, { reportInput: true });
  if (result.success) return withoutUndefined(result.data);
  const [issue] = result.error.issues;
  throw new PolicyError(issue ? describeIssue(issue, yaml) : 'is not a policy');
}

/** Fields that are not given are absent, so that the policy has a canonical form. */
function withoutUndefined(policy: z.output<typeof policyFile>): Policy {
  return JSON.parse(JSON.stringify(policy)) as Policy;
}

function describeIssue(issue: z.core.$ZodIssue, yaml: PolicyYaml): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  return `line ${yaml.lineOf(path)}, ${fieldName(path)}: ${describeFault(issue)}`;
}

function fieldName(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return steps === '' ? 'the document' : steps.replace(/^\./, '');
}

function describeFault(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'is no field of a policy';
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `is not of type ${issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `is none of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return 'is empty';
    case 'too_big':
      return `is longer than ${issue.maximum} characters`;
    default:
      return issue.message;
  }
}
