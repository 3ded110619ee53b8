import { type Transform } from 'node:stream';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { type Compression } from '../../contracts/export-center/profile.ts';
import { inFixedPieces } from './fixed-pieces.ts';
import { withoutSystemMark } from './gzip-header.ts';
import { pipeThrough } from './pipe-through.ts';

type Codec = Compression['codec'];

const fileNameEndings = { zstd: '.zst', gzip: '.gz', none: '' } as const satisfies Record<Codec, string>;
const mediaTypeSuffixes = { zstd: '+zstd', gzip: '+gzip', none: '' } as const satisfies Record<Codec, string>;
const archiveMediaTypes = {
  zstd: 'application/zstd',
  gzip: 'application/gzip',
  none: 'application/x-tar',
} as const satisfies Record<Codec, string>;

export function fileNameEnding(codec: Codec): string {
  return fileNameEndings[codec];
}

/** `application/x-ndjson` compressed is `application/x-ndjson+zstd` (structured syntax suffixes, RFC 8878 section 7.2). */
export function compressedMediaType(mediaType: string, codec: Codec): string {
  return `${mediaType}${mediaTypeSuffixes[codec]}`;
}

export function archiveMediaType(codec: Codec): string {
  return archiveMediaTypes[codec];
}

/** The compressor and the version whose bytes these are; another version may give others. */
export function compressionTool(codec: Codec): { name: string; version: string }[] {
  if (codec === 'none') return [];
  return codec === 'zstd'
    ? [{ name: 'zstd', version: process.versions['zstd'] ?? 'unknown' }]
    : [{ name: 'zlib', version: process.versions.zlib }];
}

/** The same content at the same level gives the same bytes, however the content is cut and whatever the machine. */
export async function* compress(
  content: AsyncIterable<Uint8Array>,
  { codec, level }: Compression,
): AsyncGenerator<Uint8Array> {
  const pieces = inFixedPieces(content);
  if (codec === 'none') yield* pieces;
  else if (codec === 'zstd') yield* pipeThrough(pieces, createZstd(level));
  else
    yield* withoutSystemMark(pipeThrough(pieces, createGzip({ level: Math.min(level, 9), chunkSize: OUTPUT_BYTES })));
}

const OUTPUT_BYTES = 128 * 1024;
/** Levels above this one take windows of 32 to 128 MiB, and with their tables up to 650 MiB of memory. */
const LAST_SMALL_LEVEL = 19;
/**
 * For the levels above: 8 MiB of window, which every decoder is asked to support (RFC 8878 section 3.1.1.1.2), and tables to match.
 * All three have to be given, since zstd fits the tables to the window only when it knows the size of the content.
 */
const smallWindow = {
  [constants.ZSTD_c_windowLog]: 23,
  [constants.ZSTD_c_hashLog]: 23,
  [constants.ZSTD_c_chainLog]: 24,
};

/** Never `ZSTD_c_nbWorkers`: it breaks Node's stream. Artifacts are compressed side by side instead. */
function createZstd(level: number): Transform {
  return createZstdCompress({
    chunkSize: OUTPUT_BYTES,
    params: {
      [constants.ZSTD_c_compressionLevel]: level,
      [constants.ZSTD_c_checksumFlag]: 1,
      ...(level > LAST_SMALL_LEVEL ? smallWindow : {}),
    },
  });
}
