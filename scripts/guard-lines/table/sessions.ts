import type { GuardLine } from '../guard-line.ts';

const session = 'server/bff/security/session.spec.ts';
const ends = 'server/bff/security/session-ends.spec.ts';
const vault = 'server/bff/security/session-vault.spec.ts';
const refresh = 'server/bff/security/refresh.spec.ts';
const backchannel = 'server/bff/security/backchannel-logout.spec.ts';

/** Goals 7 to 12. */
export const sessionGuards: readonly GuardLine[] = [
  {
    goal: 7,
    against: 'a session cookie that goes along with requests of other sites',
    file: 'server/bff/sessions/session-cookie.ts',
    text: "return hostOnlyCookie(name, id, { sameSite: 'Strict' });",
    becomes: "return hostOnlyCookie(name, id, { sameSite: 'Lax' });",
    specs: [session],
  },
  {
    goal: 8,
    against: 'sealed tokens that were put under another session (AAD)',
    file: 'server/bff/sessions/vault-seal.ts',
    text: 'return Buffer.from(`${keyId}\\n${binding}`);',
    becomes: 'return Buffer.from(`${keyId}${binding.slice(0, 0)}`);',
    specs: [session, 'server/bff/sessions/vault-seal.spec.ts'],
  },
  {
    goal: 8,
    against: 'a refresh that comes late and writes over a newer one (compare and set)',
    file: 'server/bff/sessions/vault-lease.ts',
    text: ".where('version', '=', readVersion)",
    becomes: '',
    specs: [vault],
  },
  {
    goal: 9,
    against: 'a page that keeps the session alive by itself',
    file: 'server/bff/request/guard.ts',
    text: "return request.headers['x-stella-activity'] !== 'background';",
    becomes: 'return true;',
    specs: [session],
  },
  {
    goal: 10,
    against: 'a refresh token that two instances use at once (lease)',
    file: 'server/bff/sessions/vault-lease.ts',
    text: "        .where((where) => where.or([where('leased_until', 'is', null), where('leased_until', '<=', sql<Date>`now()`)]))\n",
    becomes: '',
    specs: [refresh],
  },
  {
    goal: 11,
    against: 'streams and downloads that outlive their session',
    file: 'server/bff/sessions/open-streams.ts',
    text: 'for (const response of this.#open.get(idHash) ?? []) response.destroy();',
    becomes: '',
    specs: [ends],
  },
  {
    goal: 11,
    against: 'a logout token that comes twice (jti)',
    file: 'server/bff/sign-in/receive-logout.ts',
    text: "if (!(await parts.logoutTokens.remember(named))) throw new SignInRefused('logout_token_repeated');",
    becomes: '',
    specs: [backchannel],
  },
  {
    goal: 11,
    against: 'an ID token in the place of a logout token (nonce)',
    file: 'server/bff/sign-in/logout-token.ts',
    text: "if (nonce !== undefined) throw new SignInRefused('logout_token_nonce');",
    becomes: '',
    specs: [backchannel],
  },
  {
    goal: 12,
    against: 'sessions without number',
    file: 'server/bff/sessions/sessions.ts',
    text: "for (const { idHash: oldest } of others.slice(mostSessionsOfPerson - 1)) await remove(oldest, 'too-many-sessions');",
    becomes: '',
    specs: [session],
  },
];
