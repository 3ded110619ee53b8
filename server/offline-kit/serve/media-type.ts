/** By the endings that files of bundles have; the media types of `export.json`, section "artifacts", where it names them. */
const mediaTypes: readonly (readonly [ending: string, mediaType: string])[] = [
  ['.jsonl.zst', 'application/x-ndjson+zstd'],
  ['.jsonl.gz', 'application/x-ndjson+gzip'],
  ['.jsonl', 'application/x-ndjson'],
  ['.json', 'application/json'],
  ['.yaml', 'application/yaml'],
  ['.md', 'text/markdown; charset=utf-8'],
  ['.pub', 'application/x-pem-file'],
  ['.sig', 'text/plain; charset=us-ascii'],
];

export function mediaTypeOf(path: string): string {
  return mediaTypes.find(([ending]) => path.endsWith(ending))?.[1] ?? 'application/octet-stream';
}
