import type { EventEmitter } from 'node:events';
import express, { type Request } from 'express';
import type { FakeProvider } from '../fake-provider.ts';
import type { Grants } from './grants.ts';
import type { ProviderKeys } from './provider-keys.ts';
import type { ProviderKind } from './provider-kind.ts';

/** What the endpoints of the fake provider share. */
export interface ProviderParts {
  readonly provider: FakeProvider;
  readonly kind: ProviderKind;
  readonly keys: ProviderKeys;
  readonly grants: Grants;
  /** Tells each revocation. */
  readonly revocations: EventEmitter<{ revoked: [token: string] }>;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/** Reads the body as text, for `fieldsOf`. */
export const readForm = express.text({ type: 'application/x-www-form-urlencoded' });

/** Fields that come twice are kept twice, unlike in a parsed body. */
export function fieldsOf(request: Request): URLSearchParams {
  return new URLSearchParams(typeof request.body === 'string' ? request.body : '');
}
