import type { GuardLine } from '../guard-line.ts';

const signIn = 'server/bff/security/sign-in.spec.ts';
const misbehaviour = 'server/bff/security/provider-misbehaviour.spec.ts';
const stepUp = 'server/bff/security/step-up.spec.ts';
const tokenRequests = 'server/bff/sign-in/token-requests.ts';

/** Goals 1 to 6. */
export const signInGuards: readonly GuardLine[] = [
  {
    goal: 1,
    against: 'the callback of another browser’s sign-in (state)',
    file: 'server/bff/sign-in/login-transaction.ts',
    text: 'running(cookieHeader).find(({ transaction }) => transaction.state === state)',
    becomes: 'running(cookieHeader).at(0)',
    specs: [signIn, 'server/bff/sign-in/login-transaction.spec.ts'],
  },
  {
    goal: 1,
    against: 'an ID token of another sign-in (nonce)',
    file: tokenRequests,
    // openid-client has no switch for it: the mutation lets it expect whatever nonce came.
    text: `const answer = await openid.authorizationCodeGrant(
      server,
      new URL(\`\${redirectUriOf(config)}?\${callbackQuery}\`),
      { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },`,
    becomes: `let told = nonce;
    server[openid.customFetch] = async (url: string, options: object) => {
      const response = await fetch(url, options);
      const { id_token = '.e30' } = (await response.clone().json()) as Record<string, string>;
      told = JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString()).nonce ?? told;
      return response;
    };
    const answer = await openid.authorizationCodeGrant(
      server,
      new URL(\`\${redirectUriOf(config)}?\${callbackQuery}\`),
      { expectedState: state, get expectedNonce() { return told; }, pkceCodeVerifier: verifier, idTokenExpected: true },`,
    specs: [misbehaviour],
  },
  {
    goal: 1,
    against: 'an ID token that was made for another client (azp)',
    file: 'server/bff/sign-in/id-token.ts',
    text: "if (azp !== undefined && azp !== clientId) throw new SignInRefused('id_token_azp');",
    becomes: '',
    specs: [misbehaviour],
  },
  {
    goal: 2,
    against: 'a redirect address of the sender’s choice',
    file: 'server/bff/sign-in/authorization-request.ts',
    text: "return new URL('/bff/callback', publicOrigin).href;",
    becomes: "return new URL('/bff/callback', 'https://evil.example').href;",
    specs: [signIn],
  },
  {
    goal: 3,
    against: 'a way back that leads to another site',
    file: 'server/bff/sign-in/return-to.ts',
    text: "if (!/^\\/(?![/\\\\])[\\x21-\\x7e]*$/.test(asked) || asked.includes('\\\\')) return home;",
    becomes: 'if (asked) return asked;',
    specs: [signIn],
  },
  {
    goal: 4,
    against: 'a sign-in that another site starts',
    file: 'server/bff/request/admission.ts',
    text: "if (isNavigation && (site === 'same-origin' || site === 'none')) return;",
    becomes: 'return;',
    specs: [signIn],
  },
  {
    goal: 5,
    against: 'a provider that did not ask for the password again (auth_time)',
    file: tokenRequests,
    text: "if (authTime === undefined || authTime < earliest) throw new SignInRefused('not_signed_in_anew');",
    becomes: '',
    specs: [stepUp],
  },
  {
    goal: 5,
    against: 'a step-up by somebody else',
    file: 'server/bff/sign-in/finish-sign-in.ts',
    text: "if (signedIn.person.subject !== running.subject) throw new SignInRefused('another_person');",
    becomes: '',
    specs: [stepUp],
  },
];
