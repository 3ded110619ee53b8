import { z } from 'zod';
import { Refusal } from './refusal.ts';

const maximumFieldLength = 2048;

/**
 * Text that ends up in a column: JSON's escapes can spell what a column cannot hold (U+0000, half a surrogate pair) or
 * gives back without (a byte order mark at its beginning).
 */
export const fieldText = z
  .string()
  .max(maximumFieldLength, 'is longer than 2,048 characters')
  .regex(/^(?!\uFEFF)[^\p{Cc}\p{Cs}]*$/u, 'holds a control character');

export const fieldId = fieldText.min(1, 'is empty');

/** Text for people, of any length; some databases write `null` where there is none. */
export const prose = z.string().nullish();

/** RFC 3339 with any offset. */
export const fieldTime = z.iso.datetime({ offset: true, error: 'is not an RFC 3339 time' });

/** A list that some databases write as `null` where it is empty (osv-schema, validation/schema.json). */
export function fieldList<Item extends z.ZodType>(item: Item) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

/**
 * Time of a document: the first one given that is a time at all. Zero values (`0001-01-01T00:00:00Z`, how Go writes an
 * unset time) count as absent (bundles.md, "Time of a document").
 */
export function documentTime(...candidates: (string | undefined)[]): Date | undefined {
  return candidates
    .filter((candidate) => candidate !== undefined)
    .map((candidate) => new Date(candidate))
    .find((time) => time.getTime() >= endOfZeroTimes);
}

const endOfZeroTimes = Date.parse('0001-01-02T00:00:00Z');

/** The fields of a document that are relied on; all others stay as they are. Throws `Refusal` naming the field. */
export function readFields<Schema extends z.ZodType>(format: string, schema: Schema, json: unknown): z.output<Schema> {
  const result = schema.safeParse(json, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Refusal(issue === undefined ? `is not ${format}` : `is not ${format}: ${describeIssue(issue)}`);
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  const field = path === '' ? 'the document' : path.replace(/^\./, '');
  return `${field} ${describeFault(issue)}`;
}

function describeFault(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `is not of type ${issue.expected}`;
    case 'invalid_value':
      return `is none of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'has an unexpected form';
    default:
      return issue.message;
  }
}
