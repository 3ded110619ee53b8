import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { requestedRange } from '../../kernel/http/requested-range.ts';
import { type IndexedFile } from '../mirror-folder/mirror-state.ts';
import { mediaTypeOf } from './media-type.ts';
import { type ServedTree, createServedTrees } from './served-tree.ts';

/**
 * Serves the current generation of a mirror: GET and HEAD, one byte range, ETags that are the files' digests. A request
 * finishes from the generation that it began with; `Mirror-Generation` names it.
 */
export function createMirrorServer(mirror: string, onFailure: (message: string) => void): Server {
  const trees = createServedTrees(mirror);
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.destroyed) return;
      onFailure(`${request.url ?? ''}: ${(error as Error).message}`);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The mirror cannot be read.');
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
    if (!isLoopbackName(request.headers.host)) {
      refuse(response, 421, 'This mirror answers to localhost alone.');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(response, 405, 'This mirror is read only.');
      return;
    }
    const path = pathOf(request);
    if (path === undefined) {
      refuse(response, 400, 'This is not a path.');
      return;
    }
    const found = await trees.withCurrent(async (tree) => {
      const file = tree.find(path);
      return file && { tree, file, handle: await tree.open(file) };
    });
    if (!found) {
      refuse(response, 404, 'The mirror has no such file; index.json lists those that it has.');
      return;
    }
    await using handle = found.handle;
    const range = describe(request, response, found);
    if (range === undefined || request.method === 'HEAD' || response.destroyed) response.end();
    else await pipeline(handle.createReadStream({ ...range, autoClose: false }), response).catch(unlessCallerGone);
  }
}

/** Sets status and headers; the bytes to send, undefined for none. */
function describe(
  request: IncomingMessage,
  response: ServerResponse,
  { tree, file }: { tree: ServedTree; file: IndexedFile },
): { start: number; end: number } | undefined {
  const etag = `"${file.sha256.replace('sha256:', '')}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Mirror-Generation', tree.generation);
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Accept-Ranges', 'bytes');
  if (request.headers['if-none-match']?.split(/\s*,\s*/).some((given) => given === etag || given === '*') === true) {
    response.statusCode = 304;
    return undefined;
  }
  const get = (name: string) => request.headers[name]?.toString();
  const range = request.method === 'GET' ? requestedRange({ get }, file.bytes, etag) : undefined;
  if (range === 'unsatisfiable') {
    response.statusCode = 416;
    response.setHeader('Content-Range', `bytes */${file.bytes}`);
    return undefined;
  }
  response.setHeader('Content-Type', mediaTypeOf(file.path));
  response.setHeader('Content-Length', range ? range.end - range.start + 1 : file.bytes);
  if (range) {
    response.statusCode = 206;
    response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${file.bytes}`);
  }
  if (file.bytes === 0) return undefined;
  return range ?? { start: 0, end: file.bytes - 1 };
}

/** Decoded and without the first slash; the root stands for the listing. Undefined for what is none. */
function pathOf({ url = '' }: IncomingMessage): string | undefined {
  const [path = ''] = url.split('?');
  if (!path.startsWith('/')) return undefined;
  try {
    return decodeURIComponent(path.slice(1)) || 'index.json';
  } catch {
    return undefined;
  }
}

/** A page of another site that resolves its own name to this machine is not to read the mirror through a browser. */
function isLoopbackName(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${message}\n`);
}

function unlessCallerGone(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE') throw error;
}
