import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { compress } from '../../kernel/streams/compress.ts';
import { type GenerationWriter } from './generation-writer.ts';

/** Plain bytes of a shard at most, unless a single line is longer (bundles.md, mirror:full: shards of at most 64 MiB). */
const SHARD_BYTES = 64 * 1024 * 1024;
/** Quick; what an import writes stays on this machine. */
const COMPRESSION = { codec: 'zstd', level: 3 } as const;
const BUFFER_BYTES = 1024 * 1024;

export interface ShardSink extends AsyncDisposable {
  /** A whole line with its newline; it may be reused once the promise is fulfilled. */
  write(line: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface ShardNames {
  /** The path of each shard, from 0, without the ending of the compression. */
  readonly nameOf: (shard: number) => string;
  /** Makes an empty shard where there is no line; otherwise there is none then. */
  readonly atLeastOne?: boolean;
}

/** `<name>0.jsonl`, `<name>1.jsonl`, … as in a full bundle. */
export function numbered(name: string): ShardNames {
  return { nameOf: (shard) => `${name}${shard}.jsonl` };
}

/** `<name>.jsonl`, there even if empty, and should one not do `<name>-1.jsonl`, … */
export function oneIfPossible(name: string): ShardNames {
  return { nameOf: (shard) => (shard === 0 ? `${name}.jsonl` : `${name}-${shard}.jsonl`), atLeastOne: true };
}

/** Compresses lines into shards of a generation while they come. */
export function createShardSink(
  generation: GenerationWriter,
  { nameOf, atLeastOne = false }: ShardNames,
  shardBytes = SHARD_BYTES,
): ShardSink {
  let shards = 0;
  let plainBytes = 0;
  let current: Shard | undefined;
  const open = () => openShard(generation, `${nameOf(shards)}.zst`);
  const finish = async () => {
    await current?.close();
    current = undefined;
    shards += 1;
    plainBytes = 0;
  };
  return {
    async write(line) {
      if (current && plainBytes + line.length > shardBytes) await finish();
      current ??= open();
      plainBytes += line.length;
      await current.write(Buffer.from(line));
    },
    async close() {
      if (atLeastOne && shards === 0) current ??= open();
      await finish();
    },
    async [Symbol.asyncDispose]() {
      await current?.cancel();
    },
  };
}

type Shard = ReturnType<typeof openShard>;

function openShard(generation: GenerationWriter, path: string) {
  const input = new PassThrough({ highWaterMark: BUFFER_BYTES });
  const writing = generation.write(path, compress(input as AsyncIterable<Uint8Array>, COMPRESSION));
  // Whoever writes next meets the failure; here it must only not go unhandled.
  writing.catch(() => input.destroy());
  return {
    async write(line: Uint8Array): Promise<void> {
      if (input.destroyed) await writing;
      if (!input.write(line)) await Promise.race([once(input, 'drain'), writing]);
    },
    async close(): Promise<void> {
      input.end();
      await writing;
    },
    async cancel(): Promise<void> {
      input.destroy();
      await writing.catch(() => undefined);
    },
  };
}
