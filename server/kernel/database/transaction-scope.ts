import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely } from 'kysely';

/** A transaction while it runs. Work that outlives it (a forgotten promise, a timer) finds it no longer open. */
export interface TransactionScope {
  readonly owner: object;
  readonly kysely: Kysely<unknown>;
  readonly beforeCommit: (() => Promise<void>)[];
  readonly afterCommit: (() => void)[];
  open: boolean;
}

const storage = new AsyncLocalStorage<TransactionScope | undefined>();

/** The open transaction of `owner` that the caller runs in. */
export function currentTransaction(owner: object): TransactionScope | undefined {
  const scope = storage.getStore();
  return scope?.open && scope.owner === owner ? scope : undefined;
}

/** Whether the caller runs in any open transaction; asked where waiting would be a deadlock. */
export function insideTransaction(): boolean {
  return storage.getStore()?.open ?? false;
}

export function runInScope<T>(scope: TransactionScope, work: () => Promise<T>): Promise<T> {
  return storage.run(scope, work);
}

/** Runs work that belongs to no transaction, wherever it was triggered. */
export function outsideTransaction<T>(work: () => T): T {
  return storage.run(undefined, work);
}
