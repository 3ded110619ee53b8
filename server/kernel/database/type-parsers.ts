/**
 * How both drivers read the types on which they differ, by PostgreSQL's type number. Numbers come as numbers: no
 * value of this program passes 2^53. Dates and intervals stay text; only `timestamptz` becomes a Date.
 */
export const typeParsers: Readonly<Record<number, (text: string) => unknown>> = {
  20: Number, // int8, and so count()
  1700: Number, // numeric, and so sum()
  1016: (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)), // int8[]
  1082: (text) => text, // date
  1114: (text) => text, // timestamp without zone: not used by our tables
  1186: (text) => text, // interval
};
