import fc from 'fast-check';
import { readPointer, redact } from './redact.ts';

function redacted(record: object, ...pointers: string[]): [number, unknown] {
  const copy = structuredClone(record);
  return [redact(copy, pointers.map(readPointer)), copy];
}

describe('redact', () => {
  it('removes members and items, and counts them', () => {
    const record = { a: { b: 1, c: 2 }, list: ['x', 'y', 'z'] };
    expect(redacted(record, '/a/b', '/list/1')).toEqual([2, { a: { c: 2 }, list: ['x', 'z'] }]);
    expect(redacted(record, '/a')).toEqual([1, { list: ['x', 'y', 'z'] }]);
  });

  it('means the items as they were, in whatever order the pointers come', () => {
    const record = { list: ['a', 'b', 'c', 'd'] };
    expect(redacted(record, '/list/0', '/list/1', '/list/3')).toEqual([3, { list: ['c'] }]);
    expect(redacted(record, '/list/3', '/list/0', '/list/0')).toEqual([2, { list: ['b', 'c'] }]);
  });

  it('reaches all items of a list with *', () => {
    const record = { references: [{ type: 'WEB', url: 'a' }, { type: 'FIX', url: 'b' }, null], '*': 1 };
    expect(redacted(record, '/references/*/url')).toEqual([
      2,
      { references: [{ type: 'WEB' }, { type: 'FIX' }, null], '*': 1 },
    ]);
    expect(redacted(record, '/references/*')).toEqual([3, { references: [], '*': 1 }]);
    expect(redacted(record, '/*')).toEqual([1, { references: record.references }]);
  });

  it('reads the escapes of RFC 6901', () => {
    expect(redacted({ 'a/b': 1, 'm~n': 2, '~1': 3 }, '/a~1b', '/m~0n', '/~01')).toEqual([3, {}]);
  });

  it('passes over what is not there, and never reaches what objects inherit', () => {
    const record = { a: 'text', list: [1] };
    const pointers = ['', '/', '/b', '/a/length', '/a/0', '/list/01', '/list/-', '/list/7', '/list/length'];
    expect(redacted(record, ...pointers, '/__proto__/toString', '/constructor/prototype')).toEqual([0, record]);
    expect(typeof {}.toString).toBe('function');
  });

  it('leaves nothing of what a pointer names', () => {
    const key = fc.constantFrom('a', 'b', '0', '*', '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.constant('secret'), fc.array(tie('value')), fc.dictionary(key, tie('value'))),
    }));
    fc.assert(
      fc.property(
        fc.dictionary(key, value),
        fc.array(fc.array(key, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
        (record, pointers) => {
          const copy = structuredClone(record);
          redact(copy, pointers);
          redact(copy, []);
          for (const pointer of pointers.filter((steps) => !steps.some((step) => /^\d|\*/.test(step)))) {
            const holder = pointer.slice(0, -1).reduce<unknown>((at, step) => memberOf(at, step), copy);
            expect(memberOf(holder, pointer.at(-1) ?? '')).toBeUndefined();
          }
        },
      ),
    );
  });
});

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
