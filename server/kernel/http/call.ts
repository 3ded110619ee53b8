import type { Request, Response } from 'express';
import type { BodyOf, Operation, ParamsOf, QueryOf } from '../../contracts/operation.ts';
import type { Scope } from '../../contracts/scopes.ts';
import type { Caller } from './caller.ts';
import type { OperatorMetadata } from './operator-metadata.ts';

/** One call of an operation, after all checks of its declaration. */
export type Call<Op extends Operation> = Inputs<Op> & Identity<Op> & Surroundings;

/** A call of which the operation is not known to the type system. */
export interface AnyCall extends Surroundings {
  readonly params: object;
  readonly query: object;
  readonly body: unknown;
  readonly operator: OperatorMetadata | undefined;
  readonly ifMatch: number | undefined;
  readonly caller?: Caller;
  readonly tenant?: string;
}

interface Inputs<Op extends Operation> {
  readonly params: ParamsOf<Op>;
  readonly query: QueryOf<Op>;
  readonly body: BodyOf<Op>;
  /** The reason and ticket of an operator action (contract.md, †). */
  readonly operator: Op extends { readonly operator: true } ? OperatorMetadata : OperatorMetadata | undefined;
  /** The revision in `If-Match`. */
  readonly ifMatch: Op extends { readonly ifMatch: true } ? number : undefined;
}

/** Who calls and for which tenant; which of them is known follows from the operation's `access`. */
type Identity<Op extends Operation> = Op['access'] extends 'public'
  ? { readonly caller?: never; readonly tenant?: never }
  : Op['access'] extends 'session'
    ? { readonly caller: Caller; readonly tenant?: never }
    : { readonly caller: Caller; readonly tenant: string };

interface Surroundings {
  /** What the caller may do in the tenant; empty where the operation is for no tenant. */
  readonly scopes: ReadonlySet<Scope>;
  readonly traceId: string;
  /** Aborts when the caller has gone before the answer was complete. */
  readonly signal: AbortSignal;
  /** Aborts when the server begins to close; streams end then. */
  readonly closing: AbortSignal;
  readonly request: Request;
  readonly response: Response;
}
