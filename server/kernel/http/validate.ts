import type { z } from 'zod';
import type { ErrorDetail } from '../../contracts/errors.ts';
import { AppError } from './errors.ts';

const maximumDetails = 50;

/**
 * The value as its schema reads it. @throws AppError ERR_VALIDATION with one detail a field.
 * @param place put before each path, as in `query.limit`; empty for the body.
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.flatMap((issue) => detailsOf(issue, place === '' ? [] : [place]));
  throw new AppError('ERR_VALIDATION', summaryOf(details), { details: details.slice(0, maximumDetails) });
}

function detailsOf(issue: z.core.$ZodIssue, before: readonly PropertyKey[]): ErrorDetail[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathText([...path, key]), message: 'is not known' }));
  }
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.toSorted((left, right) => left.length - right.length)[0] ?? [];
    if (closest.length > 0) return closest.flatMap((inner) => detailsOf(inner, path));
  }
  return [{ path: pathText(path), message: messageOf(issue) }];
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is required';
  return issue.message.slice(0, 200);
}

/** Keys come from the caller: a long one is cut. */
function pathText(path: readonly PropertyKey[]): string {
  return path.map((part) => String(part).slice(0, 64)).join('.');
}

function summaryOf(details: readonly ErrorDetail[]): string {
  const [first] = details;
  if (!first) return 'The request is not valid.';
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : '';
  return `${first.path === '' ? 'The body' : first.path}: ${first.message}${more}`;
}
