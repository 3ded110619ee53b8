import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { type Exchange, headerOf, type HeaderPair } from '../stack/traffic.ts';
import type { PageState } from './page-state.ts';
import type { Piece } from './search.ts';
import { isOfBrowser, type SecretKind } from './secrets.ts';

/**
 * All that a browser sent and received. What may stand where, and nowhere else:
 *
 * - the cookies of the BFF: in `Cookie` to the console and in `Set-Cookie` from it;
 * - the authorization code: in the authority's redirect to the callback (the header, and the body that repeats it), and
 *   in the address of the callback.
 */
export function piecesOfTraffic(exchanges: readonly Exchange[]): Piece[] {
  return withoutRepeats(exchanges.filter(isOfBrowser).flatMap(piecesOfExchange));
}

function piecesOfExchange({ tap, method, url, requestHeaders, ended }: Exchange): Piece[] {
  const name = `${method} ${tap} ${url.split('?')[0] ?? ''}`;
  const isCallback = tap === 'console' && url.startsWith('/bff/callback?');
  const address: Piece = { place: `address of ${name}`, text: url, mayHold: isCallback ? ['authorization code'] : [] };
  const request = requestHeaders.map((header) =>
    pieceOfHeader(`request of ${name}`, header, ownCookies(tap, 'cookie')),
  );
  if (!ended) return [address, ...request];
  const allowed: Allowed = tap === 'authority' ? { location: ['authorization code'] } : ownCookies(tap, 'set-cookie');
  return [
    address,
    ...request,
    { place: `request body of ${name}`, text: Buffer.from(ended.requestBody, 'base64').toString('latin1') },
    ...ended.answerHeaders.map((header) => pieceOfHeader(`answer of ${name}`, header, allowed)),
    {
      place: `answer body of ${name}`,
      text: answerText(ended),
      mayHold: isRedirect(ended) ? (allowed['location'] ?? []) : [],
    },
  ];
}

function isRedirect({ status }: NonNullable<Exchange['ended']>): boolean {
  return status === 303 || status === 302;
}

type Allowed = Readonly<Record<string, readonly SecretKind[]>>;

function ownCookies(tap: Exchange['tap'], header: string): Allowed {
  return tap === 'console' ? { [header]: ['session cookie', 'sign-in cookie'] } : {};
}

function pieceOfHeader(place: string, [name, value]: HeaderPair, allowed: Allowed): Piece {
  return { place: `${place}: ${name}`, text: `${name}: ${value}`, mayHold: allowed[name.toLowerCase()] ?? [] };
}

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  deflate: inflateSync,
  zstd: zstdDecompressSync,
};

/** Decoded; what was cut off on the way, and bundles, which are compressed files, are looked at as they are too. */
function answerText({ answerHeaders, answerBody }: NonNullable<Exchange['ended']>): string {
  const bytes = Buffer.from(answerBody, 'base64');
  const type = headerOf(answerHeaders, 'content-type') ?? '';
  const decode = decoders[headerOf(answerHeaders, 'content-encoding') ?? (type.includes('zstd') ? 'zstd' : '')];
  return bytes.toString('latin1') + (decode ? (attempt(decode, bytes)?.toString('latin1') ?? '') : '');
}

function attempt(decode: (bytes: Buffer) => Buffer, bytes: Buffer): Buffer | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

/** What scripts in the pages could read. Nothing may stand there: not even the cookies, which are not for scripts. */
export function piecesOfPages(states: readonly PageState[]): Piece[] {
  const pieces = states.flatMap((state) =>
    Object.entries(state).map(([what, text]) => ({ place: `${what} of ${state.url.split('?')[0] ?? ''}`, text })),
  );
  return withoutRepeats(pieces);
}

/** The program's log, line by line. */
export function piecesOfLog(log: string): Piece[] {
  return log.split('\n').map((text) => ({ place: `log: ${text.slice(0, 160)}`, text }));
}

/** Files and pages come again and again; the same text under the same rule is looked at once. */
function withoutRepeats(pieces: readonly Piece[]): Piece[] {
  return [...new Map(pieces.map((piece) => [`${(piece.mayHold ?? []).join()} ${piece.text}`, piece])).values()];
}
