import { join } from 'node:path';
import { type FileWriter, openFileWriter } from '../../records/file-writer.ts';

/** Plain bytes of a shard at most, unless a single line is longer (bundles.md, mirror:full: shards of at most 64 MiB). */
export const SHARD_BYTES = 64 * 1024 * 1024;

/** A plain shard in the work folder. */
export interface Shard {
  /** Its path in the bundle, without the ending of the compression: `data/raw/advisories/a0.jsonl`. */
  readonly path: string;
  readonly plainFile: string;
  readonly plainBytes: number;
  readonly records: number;
}

export interface ShardWriter extends AsyncDisposable {
  /** A line with its newline. */
  write(line: Uint8Array): Promise<void>;
  close(): Promise<readonly Shard[]>;
}

/** Writes lines to `<folder>/<name>0.jsonl`, `<name>1.jsonl`, …; none of them when there is no line. */
export function createShardWriter(folder: string, name: string, shardBytes = SHARD_BYTES): ShardWriter {
  const shards: Shard[] = [];
  let file: FileWriter | undefined;
  let plainBytes = 0;
  let records = 0;

  const finishShard = async (): Promise<void> => {
    if (!file) return;
    await file.close();
    file = undefined;
    const path = `${name}${shards.length}.jsonl`;
    shards.push({ path, plainFile: join(folder, path), plainBytes, records });
    plainBytes = 0;
    records = 0;
  };

  return {
    async write(line) {
      if (plainBytes + line.length > shardBytes) await finishShard();
      file ??= await openFileWriter(join(folder, `${name}${shards.length}.jsonl`));
      await file.write(line);
      plainBytes += line.length;
      records += 1;
    },
    async close() {
      await finishShard();
      return shards;
    },
    async [Symbol.asyncDispose]() {
      await file?.[Symbol.asyncDispose]();
    },
  };
}
