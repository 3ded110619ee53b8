import * as oauth from 'oauth4webapi';
import type { z } from 'zod';
import type { Operation, ResultOf } from '../../contracts/operation.ts';
import { insideTransaction } from '../database/transaction-scope.ts';
import { currentLogContext } from '../logging/log-context.ts';
import { AppError } from './errors.ts';
import { addressOf } from './operation-address.ts';
import { parseJson, readLimited, serviceError, unreachable } from './service-answer.ts';
import { ServiceTokenSource, type ServiceToken, type ServiceTokenOptions } from './service-token.ts';

/** Calls operations of another service in our own name, never in a user's. */
export interface ServiceClient {
  /**
   * One call. Rejects with the service's own AppError for a refusal (4xx), else with ERR_UNAVAILABLE, ERR_UPSTREAM or
   * ERR_UPSTREAM_TIMEOUT. Never inside a transaction: the service may share our database.
   */
  call<const Op extends Operation>(operation: Op, options: ServiceCall<Op>): Promise<ResultOf<Op>>;
}

export interface ServiceCall<Op extends Operation> {
  readonly tenant: string;
  readonly params?: Given<Op['params']>;
  readonly query?: Given<Op['query']>;
  readonly body?: Given<Op['body']>;
  /** The running request's by default. */
  readonly traceId?: string;
  readonly signal?: AbortSignal;
}

type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;

export interface ServiceClientOptions extends ServiceTokenOptions {
  readonly baseUrl: string;
  readonly timeoutMs?: number;
}

export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  const tokens = new ServiceTokenSource(options);
  const timeoutMs = options.timeoutMs ?? 10_000;
  return {
    async call(operation, given) {
      if (insideTransaction())
        throw new Error(`${operation.id} was called inside a transaction, which could wait for itself`);
      const deadline = AbortSignal.timeout(timeoutMs);
      const signal = given.signal ? AbortSignal.any([deadline, given.signal]) : deadline;
      return send(tokens, options.baseUrl, operation, given, signal)
        .then((response) => resultOf(operation, response))
        .catch((error: unknown) => {
          throw unreachable(error, deadline);
        });
    },
  };
}

async function send<Op extends Operation>(
  tokens: ServiceTokenSource,
  baseUrl: string,
  operation: Op,
  given: ServiceCall<Op>,
  signal: AbortSignal,
): Promise<Response> {
  const attempt = async (): Promise<Response> => {
    const token = await tokens.get();
    return request(token, addressOf(baseUrl, operation, given), operation, given, signal);
  };
  const first = await attempt();
  if (first.status !== 401) return first;
  // The token may have been revoked, or the issuer's keys changed: once more with a new one.
  await first.body?.cancel();
  tokens.forget();
  return attempt();
}

async function request<Op extends Operation>(
  { value, dpop }: ServiceToken,
  address: URL,
  operation: Op,
  { tenant, body, traceId = currentLogContext().traceId }: ServiceCall<Op>,
  signal: AbortSignal,
): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json', 'X-Stella-Tenant': tenant });
  if (traceId !== undefined) headers.set('X-Stella-Trace-Id', traceId);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  const options = {
    ...(dpop ? { DPoP: dpop } : {}),
    [oauth.allowInsecureRequests]: address.protocol === 'http:',
    signal,
  };
  const text = body === undefined ? null : JSON.stringify(body);
  try {
    return await oauth.protectedResourceRequest(value, operation.method.toUpperCase(), address, headers, text, options);
  } catch (error) {
    // The library throws a 401 with a challenge; the answer itself is inside.
    if (error instanceof oauth.WWWAuthenticateChallengeError) return error.response;
    throw error;
  }
}

async function resultOf<Op extends Operation>(operation: Op, response: Response): Promise<ResultOf<Op>> {
  const text = await readLimited(response);
  if (!response.ok) throw serviceError(response.status, text);
  const { schema } = operation.success;
  if (!schema) return undefined as ResultOf<Op>;
  const read = schema.safeParse(parseJson(text));
  if (read.success) return read.data as ResultOf<Op>;
  throw new AppError('ERR_UPSTREAM', 'Another service answered in a way that is not understood.', {
    cause: read.error,
  });
}
