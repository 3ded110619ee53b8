import type { z } from 'zod';
import type { ErrorDetail } from '../../../../server/contracts/errors.ts';
import { plural } from './quantities.ts';

type Issue = z.core.$ZodIssue;

/**
 * The rules of a contract's schema that a form breaks, in the words of a form. Paths are dotted, as in the details of the
 * error envelope, so that one mapping leads both to their fields. The schema comes as an argument: zod stays in the chunk
 * of the form.
 */
export function brokenRules(schema: z.ZodType, value: unknown): readonly ErrorDetail[] {
  return (schema.safeParse(value).error?.issues ?? []).flatMap((issue) => detailsOf(issue, ''));
}

function detailsOf(issue: Issue, parent: string): readonly ErrorDetail[] {
  const path = [parent, ...issue.path.map(String)].filter((part) => part !== '').join('.');
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return branchMeant(issue.errors).flatMap((inner) => detailsOf(inner, path));
  }
  return [{ path, message: wordsOf(issue) }];
}

/** Of several forms that a value can take, the one whose fields it has. */
function branchMeant(branches: readonly Issue[][]): readonly Issue[] {
  return branches.find((issues) => issues.every(({ code }) => code !== 'unrecognized_keys')) ?? branches[0] ?? [];
}

function wordsOf(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_type':
      return wrongType[issue.expected] ?? 'Fill this in.';
    case 'invalid_key':
      return `“${String(issue.path.at(-1))}” ${issue.issues[0]?.message ?? 'is not allowed'}.`;
    default:
      return sentence(issue.message);
  }
}

/** An empty number field is no number; one with a fraction is, but no whole one. */
const wrongType: Readonly<Record<string, string>> = { number: 'Give a number.', int: 'Give a whole number.' };

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'string')
    return minimum === 1 ? 'Fill this in.' : counted(minimum, 'At least # character.', 'At least # characters.');
  if (origin === 'array') return counted(minimum, 'Give at least one.', 'Give at least #.');
  return `At least ${minimum}.`;
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  if (origin === 'string') return counted(maximum, 'At most # character.', 'At most # characters.');
  if (origin === 'array') return counted(maximum, 'At most one.', 'At most #.');
  return `At most ${maximum}.`;
}

function counted(limit: number | bigint, one: string, other: string): string {
  return plural(Number(limit), { one, other });
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('.') ? '' : '.'}`;
}
