import { z } from 'zod';
import { roles } from '../roles.ts';
import { scopes } from '../scopes.ts';
import { tenantId, timestamp } from '../values.ts';

/** `GET /bff/session`; reading it never prolongs the session. */
export const session = z.discriminatedUnion('authenticated', [
  z.strictObject({ authenticated: z.literal(false) }),
  z.strictObject({
    authenticated: z.literal(true),
    subject: z.string(),
    displayName: z.string(),
    idleExpiresAt: timestamp,
    absoluteExpiresAt: timestamp,
    authTime: timestamp,
  }),
]);

export type Session = z.output<typeof session>;

export const tenant = z.strictObject({ id: tenantId, displayName: z.string(), roles: z.array(z.enum(roles)) });

export type Tenant = z.output<typeof tenant>;

export const tenants = z.strictObject({ tenants: z.array(tenant), selectedTenant: tenantId.nullable() });

export type Tenants = z.output<typeof tenants>;

export const tenantSelection = z.strictObject({ tenant: tenantId });

/** `GET /console/profile`: the person, in the selected tenant. */
export const consoleProfile = z.strictObject({
  subject: z.string(),
  userName: z.string(),
  displayName: z.string(),
  email: z.string().nullable(),
  tenant: tenantId,
  roles: z.array(z.enum(roles)),
  /** What the person may do in this tenant: scopes of the token that the roles grant too. */
  scopes: z.array(z.enum(scopes)),
  issuer: z.string(),
  /** Names this session among the person's own, for example `Chromium on Linux, since 10:42 UTC`. */
  sessionLabel: z.string(),
  authenticationTime: timestamp,
  freshAuth: z.strictObject({ active: z.boolean(), expiresAt: timestamp }),
});

export type ConsoleProfile = z.output<typeof consoleProfile>;

/** `GET /console/token/introspect`: what the BFF holds, never a token. */
export const tokenFacts = z.strictObject({
  tokens: z.array(
    z.strictObject({
      audience: z.string(),
      active: z.boolean(),
      issuer: z.string(),
      clientId: z.string(),
      scopes: z.array(z.string()),
      issuedAt: timestamp,
      expiresAt: timestamp,
      senderConstrained: z.literal('dpop').nullable(),
    }),
  ),
  refresh: z.strictObject({ present: z.boolean(), expiresAt: timestamp.nullable() }),
});

export type TokenFacts = z.output<typeof tokenFacts>;

/** Saved per subject, at most 64 KB. */
export const preferences = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  timeZone: z.enum(['utc', 'local']).default('utc'),
});

export type Preferences = z.output<typeof preferences>;

/** `GET /status` of every role. */
export const status = z.strictObject({
  service: z.string(),
  version: z.string(),
  commit: z.string(),
  roles: z.array(z.string()),
  /** For example `demo` where the embedded authority's demo users can sign in. */
  environment: z.string(),
  features: z.record(z.string(), z.boolean()),
});

export type Status = z.output<typeof status>;
