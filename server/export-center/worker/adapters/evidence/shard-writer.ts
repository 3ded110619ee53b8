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

export interface ShardOptions {
  /** The path of each shard, from 0, without the ending of the compression. */
  readonly nameOf: (shard: number) => string;
  /** Writes an empty shard where there is no line; otherwise there is none then. */
  readonly atLeastOne?: boolean;
  readonly shardBytes?: number;
}

/** `<name>0.jsonl`, `<name>1.jsonl`, … */
export function numbered(name: string): ShardOptions['nameOf'] {
  return (shard) => `${name}${shard}.jsonl`;
}

/** `<name>.jsonl`, and should one not do `<name>-1.jsonl`, … */
export function oneIfPossible(name: string): ShardOptions['nameOf'] {
  return (shard) => (shard === 0 ? `${name}.jsonl` : `${name}-${shard}.jsonl`);
}

/** Writes lines to shards below `folder`. */
export function createShardWriter(folder: string, options: ShardOptions): ShardWriter {
  const { nameOf, atLeastOne = false, shardBytes = SHARD_BYTES } = options;
  const shards: Shard[] = [];
  let file: FileWriter | undefined;
  let plainBytes = 0;
  let records = 0;

  const open = () => openFileWriter(join(folder, nameOf(shards.length)));
  const finishShard = async (): Promise<void> => {
    if (!file) return;
    await file.close();
    file = undefined;
    const path = nameOf(shards.length);
    shards.push({ path, plainFile: join(folder, path), plainBytes, records });
    plainBytes = 0;
    records = 0;
  };

  return {
    async write(line) {
      if (plainBytes + line.length > shardBytes) await finishShard();
      file ??= await open();
      await file.write(line);
      plainBytes += line.length;
      records += 1;
    },
    async close() {
      if (atLeastOne && shards.length === 0) file ??= await open();
      await finishShard();
      return shards;
    },
    async [Symbol.asyncDispose]() {
      await file?.[Symbol.asyncDispose]();
    },
  };
}
