/**
 * Removes what JSON pointers (RFC 6901) point to and says how many values that were. In a list, `*` stands for all items.
 * Pointers mean the record as it was: removing an item of a list does not shift what another pointer means.
 */
export function redact(record: object, pointers: readonly (readonly string[])[]): number {
  const doomed = new Map<object, Set<string>>();
  for (const pointer of pointers) mark(record, pointer, doomed);
  let removed = 0;
  for (const [holder, names] of doomed)
    removed += Array.isArray(holder) ? removeItems(holder, names) : removeMembers(holder, names);
  return removed;
}

/** The steps of a pointer; none, for the whole record, is not a redaction but an empty bundle, and points nowhere. */
export function readPointer(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function mark(record: object, pointer: readonly string[], doomed: Map<object, Set<string>>): void {
  let holders: unknown[] = [record];
  for (const [depth, step] of pointer.entries()) {
    const isLast = depth === pointer.length - 1;
    const next: unknown[] = [];
    for (const holder of holders) {
      if (typeof holder !== 'object' || holder === null) continue;
      for (const name of namesOf(holder, step)) {
        if (isLast) namesOfDoomed(doomed, holder).add(name);
        else next.push((holder as Record<string, unknown>)[name]);
      }
    }
    holders = next;
  }
}

function namesOf(holder: object, step: string): string[] {
  if (Array.isArray(holder) && step === '*') return [...holder.keys()].map(String);
  if (Array.isArray(holder) && !/^(0|[1-9]\d*)$/.test(step)) return [];
  return Object.hasOwn(holder, step) ? [step] : [];
}

function namesOfDoomed(doomed: Map<object, Set<string>>, holder: object): Set<string> {
  const names = doomed.get(holder) ?? new Set<string>();
  doomed.set(holder, names);
  return names;
}

function removeMembers(holder: object, names: ReadonlySet<string>): number {
  for (const name of names) Reflect.deleteProperty(holder, name);
  return names.size;
}

function removeItems(holder: unknown[], indexes: ReadonlySet<string>): number {
  const kept = holder.filter((_, index) => !indexes.has(String(index)));
  holder.length = 0;
  for (const item of kept) holder.push(item);
  return indexes.size;
}
