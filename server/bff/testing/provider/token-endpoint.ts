import { createHash } from 'node:crypto';
import type { Express, Request } from 'express';
import { isOurClient } from './client-check.ts';
import { createProofCheck, ProofRefused } from './dpop-check.ts';
import type { Grant } from './grants.ts';
import { changed } from './misbehaviour.ts';
import { fieldsOf, readForm, type ProviderParts } from './provider-parts.ts';
import { accessTokenAnswer, idTokenOf } from './tokens.ts';

/** A token request that is refused, with the code of RFC 6749, section 5.2. */
class Refused extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string) {
    super(error);
    this.status = status;
    this.error = error;
  }
}

/** Turns codes and refresh tokens into tokens, for our client, bound to its key, each code and token once. */
export function mountTokenEndpoint(app: Express, parts: ProviderParts): void {
  const { provider, kind, grants } = parts;
  const { url, misbehaviour } = provider;
  const checkProof = createProofCheck();

  app.post('/token', readForm, async (request, response) => {
    const fields = fieldsOf(request);
    provider.tokenRequests.push(fields);
    if (misbehaviour.tokenEndpoint) {
      misbehaviour.tokenEndpoint(response);
      return;
    }
    try {
      if (!(await isOurClient(request, fields, { ...kind, issuer: url, clientKey: provider.clientKey }))) {
        throw new Refused(401, 'invalid_client');
      }
      const bound = { resource: fields.get('resource') ?? '', jkt: await boundKey(request) };
      const answer = fields.get('grant_type') === 'refresh_token' ? answerRefresh : answerCode;
      response.json(await answer(fields, bound));
    } catch (refused) {
      if (refused instanceof ProofRefused) {
        if (kind.dpopNonce !== undefined) response.set('DPoP-Nonce', kind.dpopNonce);
        response.status(400).json({ error: refused.error });
        return;
      }
      if (!(refused instanceof Refused)) throw refused;
      response.status(refused.status).json({ error: refused.error });
    }
  });

  async function boundKey(request: Request): Promise<string | undefined> {
    const proof = request.get('dpop');
    if (!kind.bindsTokens || proof === undefined) return undefined;
    return checkProof(proof, { htu: `${url}/token`, nonce: kind.dpopNonce });
  }

  type Bound = Readonly<{ resource: string; jkt: string | undefined }>;

  async function answerCode(fields: URLSearchParams, bound: Bound): Promise<object> {
    const grant = grants.redeemCode(fields.get('code') ?? '');
    const verifier = fields.get('code_verifier') ?? '';
    const isSame =
      grant?.codeChallenge === createHash('sha256').update(verifier).digest('base64url') &&
      grant.redirectUri === fields.get('redirect_uri');
    if (!isSame) throw new Refused(400, 'invalid_grant');
    const tokens = await accessTokenAnswer(parts, { grant, scope: grant.scope, ...bound });
    const right = { ...tokens, ...newRefreshToken(grant), id_token: await idTokenOf(parts, grant) };
    return changed(right, misbehaviour.codeAnswer);
  }

  async function answerRefresh(fields: URLSearchParams, bound: Bound): Promise<object> {
    const { refreshGate } = misbehaviour;
    await (typeof refreshGate === 'function' ? refreshGate() : refreshGate);
    const { refreshError } = misbehaviour;
    if (refreshError) throw new Refused(refreshError.status, refreshError.error);
    const used = fields.get('refresh_token') ?? '';
    const grant = grants.findRefreshToken(used);
    if (!grant) throw new Refused(400, 'invalid_grant');
    const tokens = await accessTokenAnswer(parts, { grant, scope: narrowed(grant, fields), ...bound });
    const renewed = kind.renewsIdToken ? { id_token: await idTokenOf(parts, grant) } : {};
    if (kind.refreshTokens === 'kept') return changed({ ...tokens, ...renewed }, misbehaviour.refreshAnswer);
    grants.useUp(used);
    return changed({ ...tokens, ...renewed, ...newRefreshToken(grant) }, misbehaviour.refreshAnswer);
  }

  /** Less than was granted may be asked for, never more (RFC 6749, section 6). */
  function narrowed({ scope }: Grant, fields: URLSearchParams): string {
    const asked = fields.get('scope') ?? scope;
    const granted = scope.split(' ');
    if (!asked.split(' ').every((name) => granted.includes(name))) throw new Refused(400, 'invalid_scope');
    return asked;
  }

  function newRefreshToken(grant: Grant): { refresh_token?: string } {
    if (kind.refreshTokens === 'none') return {};
    const token = grants.newRefreshToken(grant);
    provider.secrets.push(token);
    return { refresh_token: token };
  }

  app.post('/revoke', readForm, (request, response) => {
    const token = fieldsOf(request).get('token') ?? '';
    provider.revoked.push(token);
    parts.revocations.emit('revoked', token);
    grants.revoke(token, kind.revokes);
    response.status(200).end();
  });
}
