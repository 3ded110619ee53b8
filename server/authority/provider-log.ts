import type { EventEmitter } from 'node:events';
import type { Provider } from 'oidc-provider';
import type { Logger } from '../kernel/logging/logger.ts';

/** Writes to the log what the provider only tells its listeners. Client faults are worth a line: they are our own. */
export function logProviderEvents(provider: Provider, logger: Logger): void {
  // What nobody listens for, Koa prints: with its stack, past the log.
  const koa: EventEmitter = provider;
  koa.on('error', (error: unknown) => logUnanswered(error, logger));
  provider.on('server_error', (_ctx, error) => logger.error({ error }, 'authority failed'));
  provider.on('authorization.error', (_ctx, error) => logger.warn({ error }, 'authorization refused'));
  provider.on('pushed_authorization_request.error', (_ctx, error) => logger.warn({ error }, 'request refused'));
  provider.on('grant.error', (_ctx, error) => logger.warn({ error }, 'grant refused'));
  provider.on('revocation.error', (_ctx, error) => logger.warn({ error }, 'revocation refused'));
  provider.on('end_session.error', (_ctx, error) => logger.warn({ error }, 'sign-out refused'));
  provider.on('grant.revoked', (ctx) =>
    logger.info({ event: 'grant-revoked', subject: ctx.oidc.entities.Account?.accountId }, 'grant revoked'),
  );
  provider.on('backchannel.error', (_ctx, error, client, subject) =>
    logger.warn({ error, clientId: client.clientId, subject }, 'back-channel logout not delivered'),
  );
}

/** Errors for which there is no answer any more, mostly as nobody is left to be answered. */
function logUnanswered(error: unknown, logger: Logger): void {
  if (hasClientLeft(error)) logger.debug({ error }, 'client left');
  else logger.error({ error }, 'authority failed');
}

const goneCodes = ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'];

function hasClientLeft(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'code' in error && typeof error.code === 'string' && goneCodes.includes(error.code);
}
