/** By UTF-16 code unit, as all records of bundles are sorted. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
