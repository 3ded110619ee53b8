import type { GuardLine } from '../guard-line.ts';

const verifier = 'server/kernel/http/token-verifier.ts';
const locker = 'server/evidence-locker/security.spec.ts';

/** Goals 26 to 28. */
export const runningGuards: readonly GuardLine[] = [
  {
    goal: 26,
    against: 'secrets in the log (fields)',
    file: 'server/kernel/logging/logger.ts',
    text: "if (allowedFields.has(name) && (name === 'error' || isPlain(value))) {",
    becomes: 'if (name) {',
    specs: ['server/kernel/logging/logger.spec.ts'],
  },
  {
    goal: 28,
    against: 'a token that was issued for another service (audience)',
    file: verifier,
    text: 'await validate(server, presented, options.audience);',
    becomes:
      "await validate(server, presented, [decodeJwt(presented.headers.get('authorization')?.split(' ')[1] ?? '').aud].flat()[0] ?? '');",
    specs: [locker],
  },
  {
    goal: 28,
    against: 'a proof that is used twice at a service',
    file: verifier,
    text: 'if (jti === undefined || jti.length > 256 || !proofs.remember(jti)) {',
    becomes: 'if (false) {',
    specs: [locker],
  },
  {
    goal: 28,
    against: 'a tenant that the token does not name, at a service',
    file: 'server/kernel/http/authorize.ts',
    text: 'if (!allowed) throw notYourTenant();',
    becomes: '',
    specs: [locker],
  },
  {
    goal: 28,
    against: 'a call without the right for it, at a service',
    file: 'server/kernel/http/authorize.ts',
    text: 'if (call.scopes.has(scope)) return;',
    becomes: 'return;',
    specs: [locker],
  },
  {
    goal: 5,
    against: 'what destroys, long after the sign-in',
    file: 'server/kernel/http/authorize.ts',
    text: 'if (caller.authTime !== undefined && age <= freshSeconds) return;',
    becomes: 'return;',
    specs: ['server/bff/security/session-list.spec.ts'],
  },
];
