import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Scope } from './scopes.ts';

export type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';

/** How the answer travels, which decides agent and timeouts in the BFF: an answer at once, a stream of events, a file. */
export type Transport = 'json' | 'events' | 'download';

/**
 * Who may call. A scope: the caller needs it in the selected tenant. `session`: any signed-in person, no tenant.
 * `public`: anyone. There is no default, so an operation without a decision does not compile.
 */
export type Access = Scope | 'session' | 'public';

/**
 * One HTTP operation as data. Services bind a handler to it, the BFF builds its allow-list from it, and the OpenAPI
 * documents are generated from it. `path` is an OpenAPI template; `{path+}` at its end matches several segments.
 */
export interface Operation {
  readonly id: string;
  readonly method: Method;
  readonly path: `/${string}`;
  readonly summary: string;
  readonly access: Access;
  /** A dangerous action: needs `X-Stella-Operator-Reason` (contract.md, †). */
  readonly operator?: true;
  /** Needs a sign-in of the last 300 s (contract.md, ‡). */
  readonly fresh?: true;
  readonly idempotency?: 'required' | 'accepted';
  /** Takes `If-Match: "<revision>"`; missing 428, old 412. */
  readonly ifMatch?: true;
  readonly transport: Transport;
  /** For service identities only: the BFF never proxies it. */
  readonly internal?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly success: Success;
  /** Codes beyond those that any operation can answer. */
  readonly errors?: readonly ErrorCode[];
}

export interface Success {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Media type where the answer is not JSON. */
  readonly mediaType?: string;
}

/** Keeps the exact type of an operation, so that handlers and clients are typed by it. */
export function defineOperation<const Op extends Operation>(operation: Op): Op {
  return operation;
}

type Inferred<Schema, Missing> = Schema extends z.ZodType ? z.output<Schema> : Missing;

export type ParamsOf<Op extends Operation> = Inferred<Op['params'], Record<string, never>>;
export type QueryOf<Op extends Operation> = Inferred<Op['query'], Record<string, never>>;
export type BodyOf<Op extends Operation> = Inferred<Op['body'], undefined>;
export type ResultOf<Op extends Operation> = Op['success'] extends { schema: infer Schema }
  ? Inferred<Schema, undefined>
  : undefined;
