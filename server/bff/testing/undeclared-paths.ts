import { contractRoutes } from '../request/route-table.ts';

/** What scanners try, and what lies beside what there is. */
const guesses = [
  'admin', 'administrator', 'internal', 'debug', 'metrics', 'actuator', 'env', '.env', '.git', 'config', 'backup', 'console',
  'graphql', 'swagger', 'openapi', 'v1', 'v2', 'api', 'rest', 'rpc', 'users', 'user', 'tokens', 'token', 'keys', 'secrets',
  'login', 'logout', 'session', 'health', 'status', 'info', 'trace', 'dump', 'heap', 'shell', 'exec', 'cgi-bin', 'wp-admin',
  'prune-claims', 'holdings', 'evidence', 'export', 'bff', 'x', '0', '1', 'null', 'undefined', '_', '-', '~', '*',
]; // prettier-ignore

/**
 * Paths that hardly any contract declares, always the same: words of the contracts and guesses, joined by chance, and
 * declared paths with a segment left out, doubled, added or written otherwise.
 */
export function undeclaredPaths(count: number): string[] {
  const declared = contractRoutes().map(({ operation }) => operation.path.replaceAll(/\{\w+\+?\}/g, 'x'));
  const words = [...new Set([...guesses, ...declared.flatMap((path) => path.split('/').slice(1))])];
  const next = createRandom(20_261_122);
  const pick = <Item>(items: readonly Item[]): Item => items[next() % items.length] as Item;

  const made = new Set<string>();
  while (made.size < count) {
    const joined = Array.from({ length: 1 + (next() % 5) }, () => pick(words));
    const segments = next() % 2 === 0 ? joined : altered(pick(declared).split('/').slice(1), next, () => pick(words));
    made.add(`/${segments.join('/')}`);
  }
  return [...made];
}

function altered(segments: readonly string[], next: () => number, word: () => string): string[] {
  const at = next() % segments.length;
  const segment = segments[at] ?? '';
  const others = [
    [],
    [segment, segment],
    [segment, word()],
    [word()],
    [segment.toUpperCase()],
    [`${segment}s`],
    [`${segment}.json`],
    [`${segment}~`],
    [`%${segment.charCodeAt(0).toString(16)}${segment.slice(1)}`],
  ];
  return segments.toSpliced(at, 1, ...(others[next() % others.length] ?? []));
}

/** Park and Miller's generator: the same numbers each time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647);
}
