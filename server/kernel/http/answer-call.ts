import type { Request, Response } from 'express';
import type { Operation } from '../../contracts/operation.ts';
import { extendLogContext } from '../logging/log-context.ts';
import { answerOf, checkAnswer, writeAnswer, type Answer } from './answer.ts';
import { authorizeScope, requireFreshSignIn, selectTenant } from './authorize.ts';
import type { AnyCall } from './call.ts';
import type { Idempotency } from './idempotency/idempotency.ts';
import { idempotencyKey } from './idempotency/idempotency-key.ts';
import { requireIfMatch } from './if-match.ts';
import { readOperatorMetadata, requireOperatorMetadata } from './operator-metadata.ts';
import { readBody } from './read-body.ts';
import { readParams, readQuery } from './read-parameters.ts';
import { isSelfWriting } from './reply.ts';
import type { Route } from './route.ts';
import type { TokenVerifier } from './token-verifier.ts';
import { traceIdOf } from './trace-requests.ts';

export interface CallServices {
  readonly verifier: TokenVerifier | undefined;
  readonly idempotency: Idempotency;
  readonly checkAnswers: boolean;
  /** Aborts when the server begins to close. */
  readonly closing: AbortSignal;
}

/** Answers one call: who, for which tenant, with which right, why, with what; then the operation itself. */
export async function answerCall(
  route: Route,
  services: CallServices,
  request: Request,
  response: Response,
): Promise<void> {
  const { operation } = route;
  response.locals['operation'] = operation.id;
  const identity = await identify(operation, services, request, response);
  const operator = operation.operator ? requireOperatorMetadata(request) : readOperatorMetadata(request);
  if (operation.fresh && identity.caller) requireFreshSignIn(identity.caller);
  await perform(route, services, {
    ...identity,
    operator,
    params: readParams(operation, request),
    query: readQuery(operation, request),
    ifMatch: operation.ifMatch ? requireIfMatch(request) : undefined,
    body: await readBody(operation, request, response),
    traceId: traceIdOf(response),
    signal: goneSignal(response),
    closing: services.closing,
    request,
    response,
  });
}

async function identify(
  operation: Operation,
  { verifier }: CallServices,
  request: Request,
  response: Response,
): Promise<Pick<AnyCall, 'caller' | 'tenant' | 'scopes'>> {
  if (operation.access === 'public') return { scopes: new Set() };
  if (!verifier) throw new Error(`${operation.id} is not public, and the app has no verifier`);
  const caller = await verifier.verify(request);
  if (operation.access === 'session') return { caller, scopes: new Set() };
  const tenant = selectTenant(request, caller);
  noteTenant(tenant, response);
  return { caller, tenant, scopes: authorizeScope(operation.access, caller, tenant) };
}

function noteTenant(tenant: string, response: Response): void {
  response.locals['tenant'] = tenant;
  extendLogContext({ tenant });
}

async function perform({ operation, effect, handler }: Route, services: CallServices, call: AnyCall): Promise<void> {
  const jsonAnswer = (result: unknown): Answer => {
    const answer = answerOf(operation, result);
    if (services.checkAnswers) checkAnswer(operation, answer);
    return answer;
  };
  if (operation.idempotency) {
    const key = idempotencyKey(operation.idempotency, call.request);
    const produce = async (): Promise<Answer> => jsonAnswer(await handler(call));
    writeAnswer(call.response, await services.idempotency.answer({ key, call, effect, produce }));
    return;
  }
  const result = await handler(call);
  if (isSelfWriting(result)) await result.write(call);
  else writeAnswer(call.response, jsonAnswer(result));
}

function goneSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
