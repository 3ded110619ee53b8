import type { Request, RequestHandler } from 'express';
import type { Transport } from '../../contracts/operation.ts';
import { traceIdOf } from '../../kernel/http/trace-requests.ts';
import { extendLogContext } from '../../kernel/logging/log-context.ts';
import { recordRefusal, type RefusalParts } from '../audit/audit-refusals.ts';
import { routeOf, sessionOf } from '../request/guard.ts';
import { stateOf } from '../request/request-state.ts';
import type { UpstreamName } from '../request/route-table.ts';
import type { AccessTokens } from '../sessions/access-tokens.ts';
import type { OpenStreams } from '../sessions/open-streams.ts';
import type { Session } from '../sessions/session.ts';
import { bodyLimitOf, refuseLargeBody } from './body-limit.ts';
import { createCrossing } from './crossing.ts';
import type { PatienceOf } from './patience.ts';
import { upstreamHeaders } from './request-headers.ts';
import { tenantOfRequest, type TenantChoice } from './tenant-of-request.ts';
import { createTokenPresenter } from './upstream-proof.ts';
import { createSendOn, type SendOn } from './upstream-proxies.ts';
import { addressAt, type Upstream } from './upstream.ts';

export interface PassOnParts extends RefusalParts {
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly accessTokens: AccessTokens;
  readonly streams: OpenStreams;
  readonly patience: PatienceOf;
}

/**
 * Passes an operation on to its service: as the person, in the tenant that was chosen, with headers made anew. By now
 * the request has passed every check of the guard.
 */
export function passOn(parts: PassOnParts): RequestHandler {
  const { upstreams, accessTokens, streams, patience } = parts;
  const presenter = createTokenPresenter();
  const senders = createSenders(Object.values(upstreams));

  return async (request, response, next) => {
    const { operation, answerer } = routeOf(request);
    if (answerer === 'bff') {
      next();
      return;
    }
    const upstream = upstreams[answerer];
    refuseLargeBody(request, bodyLimitOf(operation));
    let held = await accessTokens.forAudience(sessionOf(request), upstream.audience);
    const { tenant, query } = chooseTenant(request, held.session);
    response.locals['tenant'] = tenant;
    extendLogContext({ tenant });
    if (operation.transport !== 'json') await streams.add(held.session.idHash, response);

    const path = stateOf(request).target?.path ?? '';
    const call = { method: request.method, url: addressAt(upstream, path) };
    const sendOn = senders[answerer][operation.transport];
    const present = () => presenter.present(held.session.tokens, held.token, upstream, call);
    const headers = upstreamHeaders(request, {
      ...present(),
      host: upstream.url.host,
      tenant,
      traceId: traceIdOf(response),
    });
    const crossing = createCrossing({
      request,
      response,
      operation,
      upstream,
      presenter,
      patience: patience[operation.transport],
      fail: next,
      onScopeRefusal: () => void recordRefusal(parts, { request, response, reason: 'ERR_SCOPE' }),
      async renewToken() {
        const renewed = await accessTokens.insteadOf(held, upstream.audience);
        held = renewed ?? held;
        return renewed !== undefined;
      },
      sendAgain() {
        const { authorization, proof } = present();
        request.headers = { ...headers, authorization, ...(proof === undefined ? {} : { dpop: proof }) };
        sendOn(request, response, crossing);
      },
    });
    // The kernel, the proxy and its pipeline each listen for the end of the answer: a dozen, and no leak.
    response.setMaxListeners(20);
    request.headers = headers;
    request.url = query === '' ? path : `${path}?${query}`;
    sendOn(request, response, crossing);
  };
}

function chooseTenant(request: Request, session: Session): TenantChoice {
  const headers = request.headersDistinct['x-stella-tenant'] ?? [];
  const query = stateOf(request).target?.query ?? '';
  return tenantOfRequest({ headers, query }, Object.keys(session.tokens.tenants));
}

function createSenders(upstreams: readonly Upstream[]): Record<UpstreamName, Record<Transport, SendOn>> {
  const entries = upstreams.map((upstream) => [
    upstream.name,
    {
      json: createSendOn(upstream, 'json'),
      events: createSendOn(upstream, 'events'),
      download: createSendOn(upstream, 'download'),
    },
  ]);
  return Object.fromEntries(entries) as Record<UpstreamName, Record<Transport, SendOn>>;
}
