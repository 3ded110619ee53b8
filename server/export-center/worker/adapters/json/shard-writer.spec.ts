import { readFile } from 'node:fs/promises';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { createShardWriter } from './shard-writer.ts';

describe('the shard writer', () => {
  const folder = temporaryFolder();

  async function shardsOf(lines: readonly string[], shardBytes: number) {
    await using writer = createShardWriter(folder(), 'data/a', shardBytes);
    for (const line of lines) await writer.write(Buffer.from(line));
    const shards = await writer.close();
    return await Promise.all(
      shards.map(async ({ path, plainFile, records }) => ({ path, records, text: await readFile(plainFile, 'utf8') })),
    );
  }

  it('begins the next shard before a line that would exceed it', async () => {
    expect(await shardsOf(['aaa\n', 'bbb\n', 'ccc\n'], 8)).toEqual([
      { path: 'data/a0.jsonl', records: 2, text: 'aaa\nbbb\n' },
      { path: 'data/a1.jsonl', records: 1, text: 'ccc\n' },
    ]);
  });

  it('gives a line longer than a shard one of its own', async () => {
    const shards = await shardsOf(['a\n', 'a very long line\n', 'c\n'], 8);
    expect(shards.map(({ text }) => text)).toEqual(['a\n', 'a very long line\n', 'c\n']);
  });

  it('writes no file for no line', async () => {
    expect(await shardsOf([], 8)).toEqual([]);
  });
});
