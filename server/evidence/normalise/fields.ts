/**
 * Reading fields of documents that nobody here wrote. What has another form than the format prescribes counts as absent:
 * import has judged the document, and one odd field must not lose the rest.
 */

/** A member of its own of a JSON object; undefined for everything else, inherited members included. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** A text that is not empty. Half a surrogate pair has no canonical JSON: it becomes U+FFFD. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.toWellFormed() : undefined;
}

export function textField(value: unknown, name: string): string | undefined {
  return text(field(value, name));
}

export function listField(value: unknown, name: string): readonly unknown[] {
  const list = field(value, name);
  return Array.isArray(list) ? (list as unknown[]) : [];
}

export function textsField(value: unknown, name: string): string[] {
  return listField(value, name).flatMap((item) => text(item) ?? []);
}

/**
 * RFC 3339 UTC with milliseconds; undefined where the field is no time or a zero one (`0001-01-01T00:00:00Z`, how Go writes
 * an unset time; bundles.md, "Time of a document").
 */
export function timeField(value: unknown, name: string): string | undefined {
  const time = textField(value, name);
  if (time === undefined || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i.test(time))
    return undefined;
  const milliseconds = Date.parse(time);
  return milliseconds >= endOfZeroTimes ? new Date(milliseconds).toISOString() : undefined;
}

const endOfZeroTimes = Date.parse('0001-01-02T00:00:00Z');

/** By UTF-16 code unit, without repeats. */
export function sortedSet(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

/** Undefined where the text is not JSON. */
export function parsedJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
