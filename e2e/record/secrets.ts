import { type Exchange, headerOf } from '../stack/traffic.ts';

/** What must stay between the BFF and those it speaks to. */
export type SecretKind =
  | 'access token'
  | 'refresh token'
  | 'ID token'
  | 'client assertion'
  | 'PKCE verifier'
  | 'nonce'
  | 'authorization code'
  | 'DPoP proof'
  | 'session cookie'
  | 'sign-in cookie';

export interface Secret {
  readonly kind: SecretKind;
  readonly value: string;
}

const fieldsOfRequests: Readonly<Record<string, SecretKind>> = {
  code: 'authorization code',
  code_verifier: 'PKCE verifier',
  client_assertion: 'client assertion',
  nonce: 'nonce',
  refresh_token: 'refresh token',
};

const fieldsOfAnswers: Readonly<Record<string, SecretKind>> = {
  access_token: 'access token',
  refresh_token: 'refresh token',
  id_token: 'ID token',
};

/**
 * Every secret that was issued in the run, learned where it was made: at the authority's endpoints that the BFF calls, in
 * the calls that it passes on, and from the cookies that it sets.
 */
export function secretsOf(exchanges: readonly Exchange[]): Secret[] {
  const all = exchanges.flatMap((exchange) => {
    if (exchange.tap === 'console') return cookiesSetBy(exchange);
    if (exchange.tap === 'authority') return isOfBrowser(exchange) ? [] : grantsOf(exchange);
    return presentedBy(exchange);
  });
  return [...new Map(all.map((secret) => [secret.value, secret])).values()];
}

/** Servers call each other without a browser's name. */
export function isOfBrowser({ requestHeaders }: Exchange): boolean {
  return headerOf(requestHeaders, 'user-agent')?.startsWith('Mozilla/') === true;
}

function grantsOf({ requestHeaders, ended }: Exchange): Secret[] {
  const asked = new URLSearchParams(plain(ended?.requestBody));
  const answer = plain(ended?.answerBody);
  const given = Object.entries(answer.startsWith('{') ? (JSON.parse(answer) as Record<string, unknown>) : {});
  return [
    ...[...asked].flatMap(([name, value]) => named(fieldsOfRequests[name], value)),
    ...given.flatMap(([name, value]) => (typeof value === 'string' ? named(fieldsOfAnswers[name], value) : [])),
    ...named('DPoP proof', headerOf(requestHeaders, 'dpop')),
  ];
}

function presentedBy({ requestHeaders }: Exchange): Secret[] {
  const token = headerOf(requestHeaders, 'authorization')?.replace(/^\w+ /, '');
  return [...named('access token', token), ...named('DPoP proof', headerOf(requestHeaders, 'dpop'))];
}

function cookiesSetBy({ ended }: Exchange): Secret[] {
  const lines = (ended?.answerHeaders ?? []).filter(([name]) => name.toLowerCase() === 'set-cookie');
  return lines.flatMap(([, line]) => {
    const [, name = '', value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    return named(name.includes('login') ? 'sign-in cookie' : 'session cookie', value);
  });
}

function named(kind: SecretKind | undefined, value: string | undefined): Secret[] {
  return kind === undefined || value === undefined || value === '' ? [] : [{ kind, value }];
}

function plain(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString();
}
