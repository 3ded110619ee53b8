import type { Kysely } from 'kysely';
import { currentTransaction, outsideTransaction, runInScope, type TransactionScope } from './transaction-scope.ts';

/** The transaction half of `Database`, the same for PGlite and PostgreSQL. */
export class Transactions {
  readonly #root: Kysely<unknown>;

  constructor(root: Kysely<unknown>) {
    this.#root = root;
  }

  query<Tables>(): Kysely<Tables> {
    const kysely = currentTransaction(this)?.kysely ?? this.#root;
    // One connection serves the tables of all services; each store names those that it knows.
    return kysely as unknown as Kysely<Tables>;
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (currentTransaction(this)) return work();
    const afterCommit: (() => void)[] = [];
    const result = await this.#root
      .transaction()
      .execute((kysely) =>
        this.#runInTransaction({ owner: this, kysely, beforeCommit: [], afterCommit, open: true }, work),
      );
    for (const callback of afterCommit) outsideTransaction(callback);
    return result;
  }

  async beforeCommit(work: () => Promise<void>): Promise<void> {
    const scope = currentTransaction(this);
    if (scope) scope.beforeCommit.push(work);
    else await this.transaction(work);
  }

  afterCommit(work: () => void): void {
    const scope = currentTransaction(this);
    if (scope) scope.afterCommit.push(work);
    else work();
  }

  #runInTransaction<T>(scope: TransactionScope, work: () => Promise<T>): Promise<T> {
    return runInScope(scope, async () => {
      try {
        const result = await work();
        // A callback may add another one.
        for (let next = scope.beforeCommit.shift(); next; next = scope.beforeCommit.shift()) await next();
        return result;
      } finally {
        scope.open = false;
      }
    });
  }
}
