import { canonicalJson, canonicalPieces } from '../canonical-json.ts';
import { piecesOf } from '../testing/pieces.ts';
import { LIFTED, liftList } from './lift-list.ts';
import { readStatement } from './read-statement.ts';

const items = [
  { name: 'plain' },
  { name: 'a "quoted" \\ one with [brackets] and {braces}', digest: { sha256: 'x', lists: [[], [{}]] } },
  { name: 'Überprüfung №1 \u2028 𐐷' },
];

describe('liftList', () => {
  const lift = async (text: string, pieceBytes: number) => {
    const lifted: unknown[] = [];
    const around = await liftList(piecesOf(text, pieceBytes), 'list', (item) => lifted.push(item));
    return { around, lifted };
  };

  it('gives back what canonicalPieces put together, however the bytes are cut', async () => {
    const around = (list: unknown) => ({ after: ['"list":[', { n: 1 }], before: '"list":[1]', list, z: { list: [] } });
    const text = (await Array.fromAsync(canonicalPieces((list) => around(list), items))).join('');
    for (const pieceBytes of [1, 2, 3, 5, 17, 1_000]) {
      expect(await lift(text, pieceBytes))
        .withContext(`pieces of ${pieceBytes}`)
        .toEqual({ around: around([LIFTED]), lifted: items });
    }
  });

  it('finds the list behind names and texts that begin as its name does', async () => {
    const text = canonicalJson({ a: '"', b: '\\"list":[', lis: 1, lisT: ['list'], list: items });
    expect((await lift(text, 4)).lifted).toEqual(items);
  });

  it('takes an empty list, and tells when there is none', async () => {
    expect(await lift('{"list":[]}', 100)).toEqual({ around: { list: [LIFTED] }, lifted: [] });
    expect(await lift('{"other":[]}', 100)).toEqual({ around: undefined, lifted: [] });
  });

  it('refuses what is no list of objects, what is cut, and what is not UTF-8', async () => {
    for (const text of ['{"list":[1]}', '{"list":["a"]}', '{"list":[{}', '{"list":[{}]', '{"list":[{"a":}]}']) {
      await expectAsync(lift(text, 3)).withContext(text).toBeRejectedWithError(SyntaxError);
    }
    const bytes = Buffer.from('{"list":[{"a":"\ufffd"}]}');
    bytes[16] = 0xff;
    const content = (async function* () {
      yield await Promise.resolve(bytes);
    })();
    await expectAsync(liftList(content, 'list', () => undefined)).toBeRejectedWithError(TypeError);
  });

  it('refuses an item that would fill the memory', async () => {
    const text = `{"list":[{"a":"${'x'.repeat(70_000)}"}]}`;
    await expectAsync(lift(text, 10_000)).toBeRejectedWithError(RangeError);
  });
});

describe('readStatement', () => {
  const sha256 = 'a'.repeat(64);
  const descriptor = { name: 'export.json', digest: { sha256 } };
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [descriptor],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: { buildDefinition: { resolvedDependencies: [descriptor, descriptor] } },
  };
  const read = (changed: object) => readStatement(piecesOf(canonicalJson({ ...statement, ...changed }), 50));

  it('tells subjects and the digests of the inputs', async () => {
    expect(await read({})).toEqual({
      subjects: [`${sha256} export.json`],
      inputDigests: [`sha256:${sha256}`, `sha256:${sha256}`],
    });
  });

  it('knows a statement from something else', async () => {
    const nameless = { digest: { sha256 } };
    const endless = { name: 'x', digest: { sha256: 'a'.repeat(65) } };
    for (const changed of [
      { _type: 'https://in-toto.io/Statement/v0.1' },
      { predicateType: 'https://slsa.dev/provenance/v0.2' },
      { predicate: {} },
      { predicate: { buildDefinition: {}, resolvedDependencies: [] } },
      { predicate: { buildDefinition: { resolvedDependencies: [nameless] } } },
      { predicate: { buildDefinition: { a: { resolvedDependencies: [] }, resolvedDependencies: [descriptor] } } },
      { predicate: { buildDefinition: { resolvedDependencies: [endless] } } },
      { subject: [nameless] },
      { subject: 'export.json' },
    ]) {
      expect(await read(changed))
        .withContext(JSON.stringify(changed))
        .toBeUndefined();
    }
    expect(await readStatement(piecesOf('not JSON', 3))).toBeUndefined();
  });
});
