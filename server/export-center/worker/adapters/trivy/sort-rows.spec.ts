import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { type Row, sortRows } from './sort-rows.ts';

describe('sorting rows', () => {
  const folder = temporaryFolder();

  async function sorted(rows: readonly Row[], segmentBytes: number): Promise<string[]> {
    const found: string[] = [];
    const segments = join(folder(), 'segments');
    for await (const { key, value } of sortRows(rows, { folder: segments, segmentBytes })) {
      found.push(`${key.toString('hex')}=${value.toString('hex')}`);
    }
    return found;
  }

  it('gives the same order whether rows fit into memory or lie in many segments, each pair once', async () => {
    const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ key: bytes, value: bytes }), { maxLength: 60 }), async (rows) => {
        const expected = [...rows]
          .sort((one, other) => Buffer.compare(one.key, other.key) || Buffer.compare(one.value, other.value))
          .map(({ key, value }) => `${key.toString('hex')}=${value.toString('hex')}`);
        expect(await sorted(rows, 1024 * 1024)).toEqual([...new Set(expected)]);
        expect(await sorted(rows, 40)).toEqual([...new Set(expected)]);
      }),
      { numRuns: 25 },
    );
    expect(await readdir(folder())).toEqual([]);
  });
});
