import { isObject } from '../json.ts';

/** What a member of a record may hold. */
export type FieldType = 'text' | 'text or null' | 'number' | 'flag' | 'texts' | 'objects';

/** The members that records of one kind may have: the allow-list that redaction narrows. */
export interface RecordFields {
  /** What the record is known and sorted by; never redacted. */
  readonly identity: Readonly<Record<string, FieldType>>;
  readonly others: Readonly<Record<string, FieldType>>;
}

const holds: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  text: isText,
  'text or null': (value) => value === null || isText(value),
  number: (value) => Number.isSafeInteger(value),
  flag: (value) => typeof value === 'boolean',
  texts: (value) => Array.isArray(value) && value.every(isText),
  objects: (value) => Array.isArray(value) && value.every(isObject),
};

/** Why a value is no record of these fields, as in `has no "id"`; undefined where it is one. */
export function fieldFaultOf(value: unknown, { identity, others }: RecordFields): string | undefined {
  if (!isObject(value)) return 'is not a record';
  for (const name of Object.keys(identity)) if (!Object.hasOwn(value, name)) return `has no "${name}"`;
  for (const [name, member] of Object.entries(value)) {
    const type = typeOf(identity, name) ?? typeOf(others, name);
    if (!type) return `has an unknown member "${name}"`;
    if (!holds[type](member)) return `has no ${type} in "${name}"`;
  }
  return undefined;
}

function typeOf(fields: Readonly<Record<string, FieldType>>, name: string): FieldType | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
