import type { GuardLine } from '../guard-line.ts';

const token = 'server/kernel/http/access-token.ts';
const proof = 'server/kernel/http/dpop-proof.ts';
const locker = 'server/evidence-locker/security.spec.ts';

/** Goals 26 to 28. */
export const runningGuards: readonly GuardLine[] = [
  {
    goal: 26,
    against: 'what a person did without a line of it',
    file: 'server/bff/audit/audit-trail.ts',
    text: 'if (person) await insert(entry, person);',
    becomes: '',
    specs: ['server/bff/security/audit.spec.ts'],
  },
  {
    goal: 27,
    against: 'a vault that has no key',
    file: 'server/bff/sessions/vault-keys.ts',
    text: 'if (keys.length === 0) throw',
    becomes: 'if (false) throw',
    specs: ['server/bff/sessions/vault-keys.spec.ts'],
  },
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
    file: token,
    text: "      audience,\n      typ: 'at+jwt',",
    becomes: "      typ: 'at+jwt',",
    specs: [locker],
  },
  {
    goal: 28,
    against: 'a token of another issuer',
    file: token,
    text: '      issuer,\n      audience,\n',
    becomes: '      audience,\n',
    specs: [locker, 'server/kernel/http/token-verifier.spec.ts'],
  },
  {
    goal: 28,
    against: 'a stolen token, with the proof of another key',
    file: proof,
    text: '!== jkt)',
    becomes: '=== undefined)',
    specs: [locker],
  },
  {
    goal: 28,
    against: 'a proof that is used twice at a service',
    file: proof,
    text: "if (!seen.remember(jti)) throw new ProofRefused('it was used before');",
    becomes: '',
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
