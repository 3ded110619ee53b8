import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Slowness } from '../kernel/http/listen.ts';
import type { RunningRole, Services } from '../kernel/services.ts';
import { createAuditTrail } from './audit/audit-trail.ts';
import { forgetOldLines } from './audit/forget-old-lines.ts';
import { gatherRepeats } from './audit/gather-repeats.ts';
import { createBffApp } from './bff-app.ts';
import { createPreferencesStore } from './console/preferences-store.ts';
import { startTenantSwitches } from './console/tenant-switches.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createConsoleBuild } from './page/console-build.ts';
import { patienceOf, type PatienceOf } from './proxy/patience.ts';
import { upstreamsOf } from './proxy/upstream.ts';
import { listenForBrowsers } from './request/listen-for-browsers.ts';
import { createRateLimits, rateLimitsOf, type RateLimits } from './request/rate-limits.ts';
import { createAccessTokens } from './sessions/access-tokens.ts';
import { OpenStreams } from './sessions/open-streams.ts';
import { createSessionStore } from './sessions/session-store.ts';
import { startSessions } from './sessions/sessions.ts';
import { watchOpenStreams } from './sessions/watch-open-streams.ts';
import { createTokenRefresh } from './sessions/token-refresh.ts';
import { loadVaultKeys } from './sessions/vault-keys.ts';
import { createVaultLeases } from './sessions/vault-lease.ts';
import { createVaultSeal } from './sessions/vault-seal.ts';
import { loadClientAuthentication } from './sign-in/client-authentication.ts';
import { createLoginTransactions } from './sign-in/login-transaction.ts';
import { createLogoutTokenMemory } from './sign-in/logout-token-memory.ts';
import { createOpenIdConfiguration } from './sign-in/openid-configuration.ts';
import { createOpenIdProvider } from './sign-in/openid-provider.ts';
import { createSignOut, revokeEnded } from './sign-in/sign-out.ts';

/** What the BFF takes of the program's services: it stores no objects and has no jobs. */
export type BffServices = Pick<Services, 'config' | 'database' | 'logger' | 'metrics'>;

/** What a spec sets differently from a real installation. */
export interface BffVariation {
  readonly consoleFolder?: string;
  readonly rateLimits?: Partial<RateLimits>;
  /** How long services may take; each spec would otherwise wait as long. */
  readonly patience?: PatienceOf;
  /** How slow clients may be. */
  readonly slowness?: Slowness;
  /** How long the OpenID provider may take. */
  readonly providerTimeoutSeconds?: number;
  readonly checkAnswers?: boolean;
  /** The clock of sessions and tokens, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** It always answers HTTP. */
export type RunningBff = RunningRole & { readonly url: string };

const builtConsole = fileURLToPath(new URL('../../dist/console/browser', import.meta.url));

/**
 * Starts the console's backend-for-frontend. The OpenID provider and the services need not be there yet.
 * @throws StartError where the port is taken or a key file is damaged.
 */
export async function startBff(services: BffServices, variation: BffVariation = {}): Promise<RunningBff> {
  const { config, database, logger } = services;
  const { now = Date.now } = variation;
  const seal = createVaultSeal(await loadVaultKeys(config));
  const patience = { timeoutSeconds: variation.providerTimeoutSeconds, now };
  const configuration = createOpenIdConfiguration(config, await loadClientAuthentication(config), patience);
  const provider = createOpenIdProvider(config, configuration, now);

  const audit = gatherRepeats(createAuditTrail(database, logger));
  const sessions = await startSessions({
    database,
    store: createSessionStore(database, seal, logger),
    audit,
    limits: { idleSeconds: config.sessionIdleSeconds, absoluteSeconds: config.sessionAbsoluteSeconds },
    onRemoved: revokeEnded(provider, logger),
    now,
  });
  const leases = createVaultLeases(database, seal, randomUUID());
  const refresh = createTokenRefresh({ leases, audit, logger, refresh: provider.refresh });
  const accessTokens = createAccessTokens({ sessions, audit, logger, refresh, now });
  const streams = new OpenStreams(sessions);
  const switches = await startTenantSwitches(services);
  const logoutTokens = createLogoutTokenMemory(database);

  const app = createBffApp(config, {
    ...services,
    provider,
    audit,
    sessions,
    accessTokens,
    streams,
    switches,
    logoutTokens,
    transactions: createLoginTransactions(seal, now),
    signOut: createSignOut(sessions, provider, config.publicOrigin),
    preferences: createPreferencesStore(database),
    upstreams: upstreamsOf(config),
    patience: variation.patience ?? patienceOf,
    build: createConsoleBuild(variation.consoleFolder ?? builtConsole),
    countRequest: createRateLimits({ ...rateLimitsOf(config), ...variation.rateLimits }),
    checks: { database: () => database.ping() },
    checkAnswers: variation.checkAnswers ?? false,
  });
  const server = await listenForBrowsers(app, config, logger, variation.slowness);
  const chores = {
    'end expired sessions': () => sessions.endExpired(),
    'forget expired logout tokens': () => logoutTokens.forgetExpired(new Date()),
    'write gathered audit lines': () => audit.writeGathered(),
    'forget old audit lines': () => forgetOldLines(database, config.auditDays),
  };
  const stopHousekeeping = startHousekeeping(chores, logger);
  const streamWatch = watchOpenStreams(streams, logger);

  return {
    url: server.url,
    async close(options) {
      const closed = server.close(options);
      streams.endEventStreams();
      await closed;
      await Promise.race([accessTokens.settled(), delay(options.graceMs, undefined, { ref: false })]);
      await streamWatch.stop();
      await stopHousekeeping();
      await switches.close();
      await sessions.close();
      await audit.writeGathered();
    },
  };
}
