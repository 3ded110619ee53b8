import { readFile } from 'node:fs/promises';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { type ShardOptions, createShardWriter, numbered, oneIfPossible } from './shard-writer.ts';

describe('the shard writer', () => {
  const folder = temporaryFolder();

  async function shardsOf(lines: readonly string[], options: Partial<ShardOptions> = {}) {
    await using writer = createShardWriter(folder(), { nameOf: numbered('data/a'), shardBytes: 8, ...options });
    for (const line of lines) await writer.write(Buffer.from(line));
    const shards = await writer.close();
    return await Promise.all(
      shards.map(async ({ path, plainFile, records }) => ({ path, records, text: await readFile(plainFile, 'utf8') })),
    );
  }

  it('begins the next shard before a line that would exceed it', async () => {
    expect(await shardsOf(['aaa\n', 'bbb\n', 'ccc\n'])).toEqual([
      { path: 'data/a0.jsonl', records: 2, text: 'aaa\nbbb\n' },
      { path: 'data/a1.jsonl', records: 1, text: 'ccc\n' },
    ]);
  });

  it('gives a line longer than a shard one of its own', async () => {
    const shards = await shardsOf(['a\n', 'a very long line\n', 'c\n']);
    expect(shards.map(({ text }) => text)).toEqual(['a\n', 'a very long line\n', 'c\n']);
  });

  it('writes no file for no line, unless there has to be one', async () => {
    expect(await shardsOf([])).toEqual([]);
    expect(await shardsOf([], { atLeastOne: true })).toEqual([{ path: 'data/a0.jsonl', records: 0, text: '' }]);
    expect((await shardsOf(['a\n'], { atLeastOne: true })).map(({ text }) => text)).toEqual(['a\n']);
  });

  it('numbers the files of what is meant to be one only from the second on', async () => {
    const shards = await shardsOf(['aaaa\n', 'bbbb\n', 'cccc\n'], { nameOf: oneIfPossible('data/e') });
    expect(shards.map(({ path }) => path)).toEqual(['data/e.jsonl', 'data/e-1.jsonl', 'data/e-2.jsonl']);
  });
});
