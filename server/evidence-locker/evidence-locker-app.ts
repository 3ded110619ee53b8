import type { Express } from 'express';
import { evidenceLockerOpenApi } from '../contracts/openapi.ts';
import type { Config } from '../kernel/config/config.ts';
import type { EventLog } from '../kernel/events/event-log.ts';
import { createApp } from '../kernel/http/create-app.ts';
import type { Route } from '../kernel/http/route.ts';
import { createTokenVerifier } from '../kernel/http/token-verifier.ts';
import type { Services } from '../kernel/services.ts';
import { version } from '../kernel/version.ts';
import { bundleRoutes } from './bundles/routes.ts';
import { eventRoutes } from './events/routes.ts';
import type { EvidenceLocker } from './evidence-locker.ts';
import { holdRoutes } from './holds/routes.ts';
import { pruneClaimRoutes } from './prune-claims/routes.ts';
import { timelineRoutes } from './timeline/routes.ts';

/** What the HTTP surface needs beside the configuration. */
export interface EvidenceLockerAppServices extends Pick<Services, 'database' | 'logger' | 'metrics'> {
  readonly locker: EvidenceLocker;
  readonly events: EventLog;
  /** Answers with 500 what does not fit its own schema; for specs. */
  readonly checkAnswers?: boolean;
}

/** The HTTP surface of the Evidence Locker: contract.md, section 4. */
export function createEvidenceLockerApp(config: Config, services: EvidenceLockerAppServices): Express {
  const { locker, events, database, logger, metrics, checkAnswers = false } = services;
  return createApp({
    name: 'evidence-locker',
    routes: evidenceLockerRoutes(locker, events),
    verifier: createTokenVerifier({
      issuer: config.issuer,
      audience: config.evidenceLockerAudience,
      tenantsClaim: config.tenantsClaim,
      resourceUrl: config.evidenceLockerUrl,
      serviceSubjects: config.serviceSubjects,
    }),
    openapi: evidenceLockerOpenApi(version),
    ...{ database, logger, metrics, checkAnswers },
  });
}

/** Every operation of the contract with its handler. */
export function evidenceLockerRoutes(locker: EvidenceLocker, events: EventLog): Route[] {
  return [
    ...bundleRoutes(locker.bundles),
    ...holdRoutes(locker.holds),
    ...pruneClaimRoutes(locker.claims),
    ...timelineRoutes(locker.timeline),
    ...eventRoutes(events),
  ];
}
