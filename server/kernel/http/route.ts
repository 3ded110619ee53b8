import type { Operation } from '../../contracts/operation.ts';
import type { AnyCall, Call } from './call.ts';
import type { Reply } from './reply.ts';

/** An operation of the contract with the function that does it. */
export interface Route {
  readonly operation: Operation;
  readonly handler: (call: AnyCall) => unknown;
  /**
   * `one-transaction`: an operation with an idempotency key runs in one transaction with the answer remembered for it.
   * `reaching-out`: the handler waits for other systems, so it makes its own transactions.
   */
  readonly effect: 'one-transaction' | 'reaching-out';
}

type Handler<Op extends Operation> = (call: Call<Op>) => Promise<Reply<Op>> | Reply<Op>;

/**
 * Binds a handler to its operation; the call and the reply are typed by it. Where the operation takes an
 * `Idempotency-Key`, the handler runs inside a transaction and must not wait for anything but the database.
 */
export function route<const Op extends Operation>(operation: Op, handler: Handler<Op>): Route {
  return bind(operation, handler, 'one-transaction');
}

/**
 * For a handler that waits for another system, as a deletion that needs another service's consent. A repeated
 * `Idempotency-Key` still gets the first answer; after a crash in the middle the handler runs again, so it must bear that.
 */
export function routeReachingOut<const Op extends Operation>(operation: Op, handler: Handler<Op>): Route {
  return bind(operation, handler, 'reaching-out');
}

function bind<Op extends Operation>(operation: Op, handler: Handler<Op>, effect: Route['effect']): Route {
  // The app checks every call against `operation` before it hands it over, which the type system cannot see.
  const untyped = handler as unknown as Route['handler'];
  return { operation, effect, handler: untyped };
}
