import type { ConsoleProfile, Session, Status, Tenants, TokenFacts } from '../../../server/contracts/bff/session.ts';
import type { OwnSession, OwnSessions } from '../../../server/contracts/bff/own-sessions.ts';
import type { ErrorCode, ErrorEnvelope } from '../../../server/contracts/errors.ts';
import { scopesOfRole } from '../../../server/contracts/roles.ts';

/** Answers of the BFF as specs need them; times fit FakeClock, which starts at 2026-11-22 10:00 UTC. */
export const signedIn: Session = {
  authenticated: true,
  subject: 'u-7f3a',
  displayName: 'Ada Admin',
  idleExpiresAt: '2026-11-22T10:15:00.000Z',
  absoluteExpiresAt: '2026-11-22T18:00:00.000Z',
  authTime: '2026-11-22T09:58:00.000Z',
};

export const tenants: Tenants = {
  tenants: [
    { id: 'acme', displayName: 'Acme Corporation', roles: ['tenant-admin'] },
    { id: 'globex', displayName: 'Globex', roles: ['viewer'] },
  ],
  selectedTenant: 'acme',
};

export const profileOfAcme: ConsoleProfile = {
  subject: 'u-7f3a',
  userName: 'admin',
  displayName: 'Ada Admin',
  email: 'ada@example.org',
  tenant: 'acme',
  roles: ['tenant-admin'],
  scopes: [...scopesOfRole['tenant-admin']],
  issuer: 'http://127.0.0.1:4401',
  sessionLabel: 'Chromium on Linux, since 10:42 UTC',
  authenticationTime: '2026-11-22T09:58:00.000Z',
  freshAuth: { active: true, expiresAt: '2026-11-22T10:03:00.000Z' },
};

export const profileOfGlobex: ConsoleProfile = {
  ...profileOfAcme,
  tenant: 'globex',
  roles: ['viewer'],
  scopes: [...scopesOfRole.viewer],
};

export const tokenFacts: TokenFacts = {
  tokens: [
    {
      audience: 'urn:stellaops:export-center',
      active: true,
      issuer: 'http://127.0.0.1:4401',
      clientId: 'stella-console',
      scopes: ['export:read', 'export:run'],
      issuedAt: '2026-11-22T09:58:00.000Z',
      expiresAt: '2026-11-22T10:58:00.000Z',
      senderConstrained: 'dpop',
    },
  ],
  refresh: { present: true, expiresAt: null },
};

export const thisSession: OwnSession = {
  sessionId: 'sess-0000000000000001',
  label: 'Chromium on Linux, since 09:58 UTC',
  current: true,
  createdAt: '2026-11-22T09:58:00.000Z',
  authTime: '2026-11-22T09:58:00.000Z',
  idleExpiresAt: '2026-11-22T10:15:00.000Z',
  absoluteExpiresAt: '2026-11-22T17:58:00.000Z',
};

/** On another browser, for three hours; it ends in ten minutes if nothing is done in it. */
export const otherSession: OwnSession = {
  ...thisSession,
  sessionId: 'sess-0000000000000002',
  label: 'Firefox on Windows, since 07:00 UTC',
  current: false,
  createdAt: '2026-11-22T07:00:00.000Z',
  authTime: '2026-11-22T07:00:00.000Z',
  idleExpiresAt: '2026-11-22T10:10:00.000Z',
  absoluteExpiresAt: '2026-11-22T15:00:00.000Z',
};

export const onlyThisSession: OwnSessions = { items: [thisSession] };

export const status: Status = {
  service: 'bff',
  version: '0.1.0',
  commit: '7a8952d41c0ffee7a8952d41c0ffee7a8952d41c',
  roles: ['bff'],
  environment: 'demo',
  features: {},
};

export function errorEnvelope(code: ErrorCode, message = 'Something is wrong.'): ErrorEnvelope {
  return { code, message, details: [], traceId: '01HZY3M8Q4T7V9W2X5Z6A7B8C9', timestamp: '2026-11-22T10:00:00.000Z' };
}
