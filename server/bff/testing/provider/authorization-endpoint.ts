import { randomUUID } from 'node:crypto';
import type { Express } from 'express';
import { isOurClient } from './client-check.ts';
import { changed } from './misbehaviour.ts';
import { fieldsOf, readForm, type ProviderParts } from './provider-parts.ts';

/** Takes authorization requests, pushed or not, signs in whoever comes, and sends back to the client. */
export function mountAuthorization(app: Express, { provider, kind, grants, now }: ProviderParts): void {
  const { url, misbehaviour } = provider;
  const pushed = new Map<string, URLSearchParams>();

  if (kind.pushesRequests) {
    app.post('/par', readForm, async (request, response) => {
      const asked = fieldsOf(request);
      provider.authorizations.push(asked);
      if (!(await isOurClient(request, asked, { ...kind, issuer: url, clientKey: provider.clientKey }))) {
        return void response.status(401).json({ error: 'invalid_client' });
      }
      // OpenID Connect Core 1.0, section 3.1.2.1, which RFC 8707 makes an exception from.
      if (kind.accessTokens === 'of-scopes' && new Set(asked.keys()).size < asked.size) {
        return void response.status(400).json({ error: 'invalid_request' });
      }
      const requestUri = `urn:request:${randomUUID()}`;
      pushed.set(requestUri, asked);
      response.status(201).json({ request_uri: requestUri, expires_in: 60 });
    });
  }

  function requestOf(query: URLSearchParams): URLSearchParams | undefined {
    if (kind.pushesRequests) return pushed.get(query.get('request_uri') ?? '');
    provider.authorizations.push(query);
    return query;
  }

  app.get('/auth', (request, response) => {
    const asked = requestOf(new URL(request.url, url).searchParams);
    if (!asked) return void response.status(400).end();
    const of = (name: string) => asked.get(name) ?? '';
    const code = grants.newCode({
      person: provider.person,
      authTime: now(),
      scope: of('scope'),
      nonce: of('nonce'),
      redirectUri: of('redirect_uri'),
      codeChallenge: of('code_challenge'),
    });
    const right = { code, state: of('state'), ...(kind.namesItself ? { iss: url } : {}) };
    const back = new URL(of('redirect_uri'));
    for (const [name, values] of Object.entries(changed(right, misbehaviour.callback))) {
      for (const value of [values].flat()) back.searchParams.append(name, String(value));
    }
    response.redirect(back.href);
  });
}
