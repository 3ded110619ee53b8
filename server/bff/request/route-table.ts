import { bffOperations } from '../../contracts/bff/operations.ts';
import { evidenceLockerOperations } from '../../contracts/evidence-locker/operations.ts';
import { exportCenterOperations } from '../../contracts/export-center/operations.ts';
import type { Method, Operation } from '../../contracts/operation.ts';

export type UpstreamName = 'export-center' | 'evidence-locker';

/** Who answers an operation: the BFF by itself, or the service that it is passed on to. */
export type Answerer = 'bff' | UpstreamName;

export interface AllowedRoute {
  readonly operation: Operation;
  readonly answerer: Answerer;
}

export type RouteMatch =
  | { readonly kind: 'allowed'; readonly route: AllowedRoute }
  | { readonly kind: 'wrong-method'; readonly allow: readonly Method[] }
  | { readonly kind: 'unknown' };

/** The allow-list of the BFF. What is not in it does not exist. */
export interface RouteTable {
  readonly routes: readonly AllowedRoute[];
  match(method: string, path: string): RouteMatch;
}

/** All that the contracts declare, without what they declare to be internal. */
export function contractRoutes(): AllowedRoute[] {
  const declared: readonly (readonly [Answerer, readonly Operation[]])[] = [
    ['bff', bffOperations],
    ['export-center', exportCenterOperations],
    ['evidence-locker', evidenceLockerOperations],
  ];
  return declared.flatMap(([answerer, operations]) =>
    operations.filter(({ internal }) => !internal).map((operation) => ({ operation, answerer })),
  );
}

/** Compares raw paths, letter by letter: `/api/export/%72uns` is not `/api/export/runs`. */
export function createRouteTable(routes: readonly AllowedRoute[] = contractRoutes()): RouteTable {
  const compiled = routes
    .map((route) => ({ route, template: templateOf(route.operation.path) }))
    // `/holds/preview` before `/holds/{id}`
    .sort((a, b) => parametersOf(a.route.operation.path) - parametersOf(b.route.operation.path));
  const fixed = Map.groupBy(
    routes.filter(({ operation }) => parametersOf(operation.path) === 0),
    ({ operation }) => operation.path as string,
  );

  return {
    routes,
    match(method, path) {
      // Most calls are for a path without parameters: found at once.
      const exact = fixed.get(path)?.find(({ operation }) => operation.method.toUpperCase() === method);
      if (exact) return { kind: 'allowed', route: exact };
      const segments = path.split('/');
      const onPath = compiled.filter(({ template }) => fits(segments, template)).map(({ route }) => route);
      const route = onPath.find(({ operation }) => operation.method.toUpperCase() === method);
      if (route) return { kind: 'allowed', route };
      if (onPath.length === 0) return { kind: 'unknown' };
      return { kind: 'wrong-method', allow: [...new Set(onPath.map(({ operation }) => operation.method))] };
    },
  };
}

/** A path template by segments; undefined stands for a parameter. */
interface Template {
  readonly segments: readonly (string | undefined)[];
  /** Its last parameter takes one segment or more. */
  readonly takesMore: boolean;
}

function templateOf(path: string): Template {
  const segments = path.split('/').map((segment) => (segment.startsWith('{') ? undefined : segment));
  return { segments, takesMore: path.endsWith('+}') };
}

/** A parameter is never empty. */
function fits(given: readonly string[], { segments, takesMore }: Template): boolean {
  if (takesMore ? given.length < segments.length : given.length !== segments.length) return false;
  return given.every((segment, index) => {
    const expected = segments[index];
    return expected === undefined ? segment !== '' : segment === expected;
  });
}

function parametersOf(template: string): number {
  return template.split('{').length - 1;
}
