import type { Request } from 'express';
import { decodeJwt, importJWK, jwtVerify, type JWK } from 'jose';
import type { ProviderKind } from './provider-kind.ts';

export const clientId = 'stella-console';

export interface ExpectedClient extends Pick<ProviderKind, 'authentication' | 'clientSecret'> {
  readonly issuer: string;
  /** Public half of the client's key; without it the assertion is read, but not verified. */
  readonly clientKey: JWK | undefined;
}

/** Whether the client proved to be itself, in the one way that it is registered with. */
export async function isOurClient(request: Request, fields: URLSearchParams, expected: ExpectedClient) {
  const { authentication, clientSecret } = expected;
  const basic = basicCredentials(request.get('authorization'));
  if (authentication === 'client_secret_basic') {
    return basic?.id === clientId && basic.secret === clientSecret && !fields.has('client_secret');
  }
  if (basic) return false;
  if (authentication === 'client_secret_post') {
    return fields.get('client_id') === clientId && fields.get('client_secret') === clientSecret;
  }
  return isAssertionOfClient(fields, expected);
}

/** Both halves are form-encoded before they are joined (RFC 6749, section 2.3.1). */
function basicCredentials(header: string | undefined): { id: string; secret: string } | undefined {
  if (!header?.startsWith('Basic ')) return undefined;
  const [id = '', secret = ''] = Buffer.from(header.slice(6), 'base64').toString().split(':').map(formDecoded);
  return { id, secret };
}

function formDecoded(text: string): string {
  return new URLSearchParams(`text=${text}`).get('text') ?? '';
}

async function isAssertionOfClient(fields: URLSearchParams, { issuer, clientKey }: ExpectedClient): Promise<boolean> {
  if (fields.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') return false;
  const assertion = fields.get('client_assertion') ?? '';
  const { iss, sub, aud, exp, jti } = decodeJwt(assertion);
  const isOurs = clientKey === undefined || (await isSignedBy(clientKey, assertion));
  return isOurs && iss === clientId && sub === clientId && aud === issuer && exp !== undefined && jti !== undefined;
}

async function isSignedBy(key: JWK, assertion: string): Promise<boolean> {
  return jwtVerify(assertion, await importJWK(key, 'ES256')).then(
    () => true,
    () => false,
  );
}
