import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { ByteSource } from '../../../../../verification/archive/byte-source.ts';
import { checkBoltFile } from '../../../../../verification/import-check/trivy/check-bolt-file.ts';
import { PAGE_BYTES, checksumOf } from '../../../../../verification/import-check/trivy/bolt-format.ts';
import { piecesOf } from '../../../../../verification/testing/pieces.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { type BoltTree, readBolt } from '../testing/read-bolt.ts';
import { type BoltEntry, writeBoltFile } from './write-bolt-file.ts';

/** Sorted as the writer wants them. */
function entriesOf(tree: BoltTree, buckets: readonly Buffer[] = []): BoltEntry[] {
  return Object.entries(tree)
    .map(([name, content]) => ({ key: Buffer.from(name), content }))
    .sort((one, other) => Buffer.compare(one.key, other.key))
    .flatMap(({ key, content }) =>
      typeof content === 'string'
        ? [{ buckets, key, value: Buffer.from(content) }]
        : entriesOf(content, [...buckets, key]),
    );
}

function check(bytes: Buffer) {
  return checkBoltFile(new ByteSource(piecesOf(bytes, 50_000)));
}

const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((name) => name !== '__proto__');
const valueTexts = fc.oneof(
  { weight: 9, arbitrary: fc.string({ maxLength: 200 }) },
  { weight: 1, arbitrary: fc.nat({ max: 20_000 }).map((length) => 'x'.repeat(length)) },
);
const bucketsOfValues = fc.dictionary(names, valueTexts, {
  minKeys: 1,
  maxKeys: 80,
  size: 'max',
  noNullPrototype: true,
});
const trees = fc.dictionary(
  names,
  fc.oneof(bucketsOfValues, fc.dictionary(names, bucketsOfValues, { minKeys: 1, maxKeys: 5, noNullPrototype: true })),
  { maxKeys: 5, noNullPrototype: true },
);

/** Three levels of pages: some thousand packages, one of them with very many advisories, and values larger than a page. */
function largeTree(): BoltTree {
  const numbered = (count: number, content: (index: number) => string | BoltTree) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`key-${String(index).padStart(6, '0')}`, content(index)]),
    );
  return {
    'go::database': numbered(3000, (index) => numbered(index === 7 ? 900 : 1 + (index % 3), () => '{"a":1}')),
    vulnerability: numbered(20_000, (index) => 'v'.repeat(index % 100 === 0 ? 9000 : index % 500)),
  };
}

describe('a BoltDB file', () => {
  const folder = temporaryFolder();

  async function write(entries: readonly BoltEntry[]): Promise<Buffer> {
    const path = join(folder(), 'trivy.db');
    await writeBoltFile(path, entries);
    return readFile(path);
  }

  it('gives back what was written to it, and passes the check', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async (tree) => {
        const file = await write(entriesOf(tree));
        expect(readBolt(file)).toEqual(tree);
        const { buckets } = await check(file);
        const sizes = Object.entries(tree).map(([name, bucket]) => [name, Object.keys(bucket).length] as const);
        expect(buckets).toEqual(new Map(sizes.sort()));
      }),
      { numRuns: 20 },
    );
  });

  it('holds trees of several levels and values of several pages', async () => {
    const tree = largeTree();
    const file = await write(entriesOf(tree));
    expect(readBolt(file)).toEqual(tree);
    expect(Object.fromEntries((await check(file)).buckets)).toEqual({ 'go::database': 3000, vulnerability: 20_000 });
  });

  it('may be empty', async () => {
    const file = await write([]);
    expect(readBolt(file)).toEqual({});
    expect((await check(file)).buckets.size).toBe(0);
  });

  it('has the same bytes for the same entries', async () => {
    const entries = entriesOf({ a: { b: 'c', d: { e: 'f' } } });
    expect(await write(entries)).toEqual(await write(entries));
  });

  for (const [what, entries] of [
    ['keys out of order', entriesOf({ b: 'x' }).concat(entriesOf({ a: 'x' }))],
    ['a key twice', entriesOf({ a: 'x' }).concat(entriesOf({ a: 'x' }))],
    ['a bucket left and entered again', entriesOf({ b: { x: '' } }).concat(entriesOf({ a: 'y' }))],
    ['a key that is a bucket too', entriesOf({ a: 'x' }).concat(entriesOf({ a: { b: 'y' } }))],
    ['an empty key', entriesOf({ a: { '': 'x' } })],
    ['a key longer than bbolt takes', entriesOf({ ['k'.repeat(32_769)]: 'x' })],
  ] as const) {
    it(`is not made from ${what}`, () => expectAsync(write(entries)).toBeRejectedWithError(RangeError));
  }
});

describe('the check of a BoltDB file', () => {
  const folder = temporaryFolder();
  let whole: Buffer | undefined;
  let file: Buffer;
  beforeEach(async () => {
    const path = join(folder(), 'trivy.db');
    if (!whole) await writeBoltFile(path, entriesOf(largeTree()));
    whole ??= await readFile(path);
    file = Buffer.from(whole);
  });

  /** Changes the meta records and makes their checksums right again. */
  function changeMetas(change: (meta: Buffer) => void): void {
    for (const page of [0, 1]) {
      const meta = file.subarray(page * PAGE_BYTES + 16, page * PAGE_BYTES + 80);
      change(meta);
      meta.writeBigUInt64LE(checksumOf(meta), 56);
    }
  }
  const lastPage = () => file.length / PAGE_BYTES - 1;

  const damages: readonly (readonly [string, RegExp, () => void])[] = [
    ['a flipped byte in a meta record', /checksum/, () => void (file[30] = 1)],
    ['another format', /no meta page/, () => file.fill(0, 16, 20)],
    [
      'meta pages that do not agree',
      /agree/,
      () => {
        file.writeBigUInt64LE(7n, 16 + 16);
        file.writeBigUInt64LE(checksumOf(file.subarray(16, 80)), 16 + 56);
      },
    ],
    ['a root that is not there', /root/, () => changeMetas((meta) => meta.writeBigUInt64LE(999_999n, 16))],
    ['more pages than there are', /pages instead of/, () => changeMetas((meta) => meta.writeBigUInt64LE(999_999n, 40))],
    ['a free page', /free/, () => void file.writeUInt16LE(1, 2 * PAGE_BYTES + 10)],
    ['a page of another kind', /neither/, () => void file.writeUInt16LE(4, 3 * PAGE_BYTES + 8)],
    ['a page with another number', /number/, () => void file.writeBigUInt64LE(4n, 3 * PAGE_BYTES)],
    ['an element that leaves its page', /leaves/, () => void file.writeUInt32LE(5000, 3 * PAGE_BYTES + 16 + 4)],
    ['keys out of order', /order/, () => void (file[file.indexOf('key-000001', 3 * PAGE_BYTES)] = 0x7a)],
    ['pages that nothing names', /not reached/, () => void file.writeUInt16LE(0, lastPage() * PAGE_BYTES + 10)],
  ];

  for (const [what, message, damage] of damages) {
    it(`refuses ${what}`, async () => {
      damage();
      await expectAsync(check(file)).toBeRejectedWithError(message);
    });
  }

  it('refuses a file that was cut, or has something appended', async () => {
    await expectAsync(check(file.subarray(0, -PAGE_BYTES))).toBeRejectedWithError(/pages instead of/);
    await expectAsync(check(file.subarray(0, -1))).toBeRejectedWithError(/is cut/);
    await expectAsync(check(Buffer.concat([file, Buffer.alloc(PAGE_BYTES)]))).toBeRejectedWithError(/number/);
    await expectAsync(check(file.subarray(0, 100))).toBeRejectedWithError(/no BoltDB file/);
  });
});
