import { canonicalJson, canonicalPieces } from './canonical-json.ts';

describe('canonicalJson', () => {
  it('sorts members by UTF-16 code unit, as the example of RFC 8785 section 3.2.3 does', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = [...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map(([, text]) => text);
    expect(order).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('writes numbers, literals and strings as RFC 8785 section 3.2.2 shows', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],' +
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('gives one text for one value, whatever the order its members were written in', () => {
    const one = { b: [{ y: 1, x: 2 }], a: { d: null, c: '' } };
    const other = { a: { c: '', d: null }, b: [{ x: 2, y: 1 }] };
    expect(canonicalJson(one)).toBe(canonicalJson(other));
    expect(JSON.parse(canonicalJson(one))).toEqual(one);
  });

  it('gives a document with a long list in pieces that make the same text', async () => {
    const items = Array.from({ length: 20_000 }, (_, number) => ({ b: number, a: `№${number}` }));
    for (const list of [items, [], items.slice(0, 1)]) {
      const pieces = await Array.fromAsync(canonicalPieces((mark) => ({ z: 1, list: mark, a: null }), list));
      expect(pieces.join('')).toBe(canonicalJson({ z: 1, list, a: null }));
    }
  });

  for (const [what, value] of Object.entries({
    'a number that is not finite': { a: [0, Number.NaN] },
    'a lone surrogate': { a: ['x', '\ud83d'] },
    'an absent value': { a: ['x', undefined] },
    'a date, which has no one form': { a: ['x', new Date(0)] },
    'a big integer': { a: ['x', 1n] },
  })) {
    it(`refuses ${what} and says where it is`, () => {
      expect(() => canonicalJson(value)).toThrowError(TypeError, /\/a(\/1)?$/);
    });
  }
});
