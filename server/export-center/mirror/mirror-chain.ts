import { sql, type RawBuilder } from 'kysely';
import type { ProfileDraft, Selectors } from '../../contracts/export-center/profile.ts';

/** What the runs of a chain have in common: a delta of it makes one state of a mirror from another. */
export interface MirrorChainKey {
  readonly selectors: Selectors;
  readonly include: ProfileDraft['include'];
  readonly redaction: readonly string[];
}

export function chainKeyOf(selectors: Selectors, { include, redaction }: ProfileDraft): MirrorChainKey {
  return { selectors, include, redaction };
}

/** Columns of jsonb that hold a chain key: of a run's parameters, or of a profile's draft. */
interface ChainKeyColumns {
  readonly selectors: RawBuilder<unknown>;
  readonly include: RawBuilder<unknown>;
  readonly redaction: RawBuilder<unknown>;
}

export const chainKeyOfRun: ChainKeyColumns = {
  selectors: sql`parameters -> 'selectors'`,
  include: sql`parameters -> 'draft' -> 'include'`,
  redaction: sql`parameters -> 'draft' -> 'redaction'`,
};

export const chainKeyOfDraft: ChainKeyColumns = {
  selectors: sql`draft -> 'selectors'`,
  include: sql`draft -> 'include'`,
  redaction: sql`draft -> 'redaction'`,
};

/** Whether the columns hold that key. The order of its lists means nothing. */
export function isOfChain(key: MirrorChainKey, columns: ChainKeyColumns): RawBuilder<boolean> {
  const equal = [
    sameJson(columns.selectors, key.selectors),
    sameJson(columns.include, key.include),
    sameJson(columns.redaction, key.redaction),
  ];
  return sql<boolean>`(${sql.join(equal, sql` and `)})`;
}

/** Each contains the other: equal, but for the order of lists and for repeats in them. */
function sameJson(column: RawBuilder<unknown>, value: object): RawBuilder<boolean> {
  const json = sql`${JSON.stringify(value)}::jsonb`;
  return sql<boolean>`(${column}) @> ${json} and (${column}) <@ ${json}`;
}
