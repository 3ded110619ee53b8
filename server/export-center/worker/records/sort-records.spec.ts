import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareRecords } from '../evidence-record.ts';
import { sampleRecords, shuffled } from '../testing/sample-records.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { writeStreamedFile } from './file-writer.ts';
import { frameOf, readFrames } from './record-file.ts';
import { sortRecords } from './sort-records.ts';

describe('sortRecords', () => {
  const folder = temporaryFolder();

  async function sorted(records: typeof sampleRecords, segmentBytes: number) {
    const file = join(folder(), 'records');
    await writeStreamedFile(
      file,
      ReadableStream.from(records.flatMap((record) => frameOf({ ...record, content: Buffer.from(record.content) }))),
    );
    const result: unknown[] = [];
    for await (const { content, ...identity } of sortRecords(readFrames(file), {
      folder: join(folder(), 'segments'),
      segmentBytes,
    })) {
      result.push({ ...identity, content: Buffer.from(content).toString() });
    }
    return result;
  }

  const inOrder = sampleRecords.toSorted(compareRecords);

  for (const segmentBytes of [1, 5_000, 64 * 1024, 64 * 1024 * 1024]) {
    it(`gives one order for every arrival, with segments of ${segmentBytes} bytes`, async () => {
      for (const seed of [1, 2, 3]) {
        expect(await sorted(shuffled(sampleRecords, seed), segmentBytes)).toEqual(inOrder);
      }
    });
  }

  it('drops repeats, also across segments, and cleans up after itself', async () => {
    expect(await sorted([...sampleRecords, ...sampleRecords], 5_000)).toEqual(inOrder);
    expect(await readdir(folder())).toEqual(['records']);
  });
});
