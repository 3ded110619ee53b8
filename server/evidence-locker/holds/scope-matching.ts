import { sql, type Expression, type SqlBool } from 'kysely';
import type { HoldScope } from '../../contracts/evidence-locker/hold.ts';

/** A bundle as far as a scope can name it. */
export interface Scoped {
  readonly bundle_id: string;
  readonly run_id: string | null;
  readonly digest: string;
}

/** The bundles in a scope: those whose `column` has one of `values`. */
export function bundlesIn(scope: HoldScope): { column: 'bundle_id' | 'run_id' | 'digest'; values: readonly string[] } {
  switch (scope.type) {
    case 'bundle':
      return { column: 'bundle_id', values: scope.bundleIds };
    case 'run':
      return { column: 'run_id', values: scope.runIds };
    case 'digest':
      return { column: 'digest', values: [scope.digest] };
  }
}

/** The same rule seen from a bundle: which stored scopes (`column` is jsonb) it is in. */
export function isInScope(column: Expression<unknown>, bundle: Scoped): Expression<SqlBool> {
  const naming: HoldScope[] = [
    { type: 'bundle', bundleIds: [bundle.bundle_id] },
    { type: 'digest', digest: bundle.digest },
  ];
  if (bundle.run_id !== null) naming.push({ type: 'run', runIds: [bundle.run_id] });
  const contained = naming.map((scope) => sql`${column} @> ${JSON.stringify(scope)}::jsonb`);
  return sql<SqlBool>`(${sql.join(contained, sql` or `)})`;
}
