import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { evidenceLockerScopes, exportCenterScopes } from '../../contracts/scopes.ts';
import { type AuthorityUnderTest, startAuthorityUnderTest } from '../testing/authority-under-test.ts';
import { type Browser, createBrowser } from '../testing/browser.ts';
import { type RelyingParty, signInAs, type Tokens } from '../testing/relying-party.ts';

const exportCenter = { resource: 'urn:stellaops:export-center' };
const evidenceLocker = { resource: 'urn:stellaops:evidence-locker' };

describe('Tokens', () => {
  let authority: AuthorityUnderTest;
  let console: RelyingParty;

  beforeAll(async () => {
    authority = await startAuthorityUnderTest();
    console = await authority.console();
  });

  afterAll(() => authority.close());

  async function signIn(
    userName: string,
    resource?: Record<string, string>,
    browser = createBrowser(),
  ): Promise<Tokens> {
    const started = await console.begin();
    return started.finish((await signInAs(browser, started, userName)).url, resource);
  }

  it('are JWTs of one resource each, bound to the DPoP key, with what services decide by', async () => {
    const first = await signIn('admin', exportCenter);
    const second = await console.refresh(refreshTokenOf(first), evidenceLocker);
    const jwks = createRemoteJWKSet(new URL('/jwks', authority.config.issuer));

    for (const [tokens, audience] of [
      [first, 'urn:stellaops:export-center'],
      [second, 'urn:stellaops:evidence-locker'],
    ] as const) {
      const { payload, protectedHeader } = await jwtVerify(tokens.access_token, jwks, {
        issuer: authority.config.issuer,
        audience,
        typ: 'at+jwt',
      });
      expect(protectedHeader.alg).toBe('ES256');
      expect(payload).toEqual(
        jasmine.objectContaining<JWTPayload>({
          sub: 'admin',
          client_id: 'stella-console',
          'stella:tenants': { acme: ['tenant-admin'], globex: ['viewer'] },
          auth_time: tokens.claims()?.auth_time,
          cnf: { jkt: await console.dpopThumbprint },
        }),
      );
      expect(payload.exp! - payload.iat!).toBe(authority.config.accessTokenSeconds);
    }
  });

  const expected: Record<string, { exportCenter: string; evidenceLocker: string }> = {
    viewer: { exportCenter: 'export:read', evidenceLocker: 'evidence:read timeline:read' },
    operator: {
      exportCenter: 'export:read export:run export:download',
      evidenceLocker: 'evidence:read evidence:download evidence:verify timeline:read',
    },
    admin: {
      exportCenter: exportCenterScopes.join(' '),
      evidenceLocker: 'evidence:read evidence:download evidence:verify evidence:retention timeline:read',
    },
    responder: {
      exportCenter: 'export:read export:download',
      evidenceLocker:
        'evidence:read evidence:download evidence:create evidence:verify evidence:hold evidence:incident timeline:read',
    },
    officer: { exportCenter: 'export:read export:download', evidenceLocker: evidenceLockerScopes.join(' ') },
  };

  for (const [userName, scopes] of Object.entries(expected)) {
    it(`of ${userName} carry what the roles allow at each upstream, and no more`, async () => {
      const first = await signIn(userName, exportCenter);
      const second = await console.refresh(refreshTokenOf(first), evidenceLocker);
      expect(scopesOf(first.access_token)).toEqual(scopes.exportCenter.split(' ').sort());
      expect(scopesOf(second.access_token)).toEqual(scopes.evidenceLocker.split(' ').sort());
    });
  }

  it('carry no more than was asked for', async () => {
    const started = await console.begin({ scope: 'openid export:read' });
    const tokens = await started.finish((await signInAs(createBrowser(), started, 'admin')).url, exportCenter);
    expect(tokens.scope).toBe('export:read');
    expect(tokens.claims()?.['stella:tenants']).toBeUndefined();
  });

  it('name the scopes of the console itself when no resource is asked for', async () => {
    expect((await signIn('admin')).scope).toBe('openid profile email ui.read ui.admin ui.audit');
    expect((await signIn('operator')).scope).toBe('openid profile email ui.read');
  });

  it('exist for the two upstreams only', async () => {
    await expectAsync(console.begin({ resource: 'urn:evil' })).toBeRejectedWith(oauthError('invalid_target'));
    await expectAsync(signIn('operator', { resource: 'urn:evil' })).toBeRejectedWith(oauthError('invalid_target'));
  });

  it('refresh with rotation, and the sign-in ends when an old refresh token comes back', async () => {
    const first = await signIn('operator', exportCenter);
    const second = await console.refresh(refreshTokenOf(first), exportCenter);
    expect(second.refresh_token).not.toBe(first.refresh_token);

    await expectAsync(console.refresh(refreshTokenOf(first), exportCenter)).toBeRejectedWith(
      oauthError('invalid_grant'),
    );
    await expectAsync(console.refresh(refreshTokenOf(second), exportCenter)).toBeRejectedWith(
      oauthError('invalid_grant'),
    );
  });

  it('refresh for one of two calls that come at the same time', async () => {
    const { refresh_token: token = '' } = await signIn('operator', exportCenter);
    const outcomes = await Promise.allSettled([
      console.refresh(token, exportCenter),
      console.refresh(token, exportCenter),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  });

  it('are bound to the DPoP key that is shown when they are asked for', async () => {
    const { refresh_token: token = '' } = await signIn('operator', exportCenter);
    const otherInstance = await authority.console();
    const refreshed = await otherInstance.refresh(token, exportCenter);
    expect(decodeJwt(refreshed.access_token)['cnf']).toEqual({ jkt: await otherInstance.dpopThumbprint });
  });

  it('are dead after revocation, and those of another sign-in of the same browser live on', async () => {
    const browser = createBrowser();
    const replaced = await signIn('operator', exportCenter, browser);
    const current = await signInAgain(browser, { max_age: '0', prompt: 'login' }, 'operator');
    await console.revoke(refreshTokenOf(replaced));
    await expectAsync(console.refresh(refreshTokenOf(replaced))).toBeRejectedWith(oauthError('invalid_grant'));
    expect((await console.refresh(refreshTokenOf(current), exportCenter)).scope).toContain('export:run');
  });

  it('of a step-up say when the person proved it again', async () => {
    const browser = createBrowser();
    const before = await signIn('admin', exportCenter, browser);
    await authority.nextSecond();
    const after = await signInAgain(browser, { max_age: '0' }, 'admin');
    const [old, fresh] = [before, after].map(({ access_token: token }) => decodeJwt(token)['auth_time'] as number);
    expect(fresh).toBeGreaterThan(old!);
    expect(after.claims()?.auth_time).toBe(fresh);
    const refreshed = await console.refresh(refreshTokenOf(after), evidenceLocker);
    expect(decodeJwt(refreshed.access_token)['auth_time']).toBe(fresh);
  });

  it('of a service are for the Evidence Locker, bound to its key, and carry nobody', async () => {
    const service = await authority.service('export-center');
    const tokens = await service.clientCredentials({ ...evidenceLocker, scope: 'service:evidence' });
    const payload = decodeJwt(tokens.access_token);
    expect(payload).toEqual(
      jasmine.objectContaining<JWTPayload>({
        aud: 'urn:stellaops:evidence-locker',
        sub: 'export-center',
        client_id: 'export-center',
        scope: 'service:evidence',
        cnf: { jkt: await service.dpopThumbprint },
      }),
    );
    expect(payload['stella:tenants']).toBeUndefined();
    expect(payload['auth_time']).toBeUndefined();
  });

  it('of a service never carry a scope of a person, nor open the Export Center', async () => {
    const service = await authority.service('console-bff');
    const greedy = await service.clientCredentials({ ...evidenceLocker, scope: 'service:evidence evidence:hold' });
    expect(scopesOf(greedy.access_token)).toEqual(['service:evidence']);
    await expectAsync(service.clientCredentials({ ...exportCenter, scope: 'export:read' })).toBeRejectedWith(
      oauthError('invalid_target'),
    );
  });

  it('of a person never carry the scope of the services', async () => {
    const started = await console.begin({ scope: 'openid evidence:read service:evidence' });
    const tokens = await started.finish((await signInAs(createBrowser(), started, 'officer')).url, evidenceLocker);
    expect(tokens.scope).toBe('evidence:read');
  });

  it('are not given to a client with another key', async () => {
    const impostor = authority.service('export-center', await authority.foreignKey());
    const ask = async () => (await impostor).clientCredentials({ ...evidenceLocker, scope: 'service:evidence' });
    await expectAsync(ask()).toBeRejectedWith(oauthError('invalid_client'));
  });

  async function signInAgain(browser: Browser, parameters: Record<string, string>, userName: string): Promise<Tokens> {
    const started = await console.begin(parameters);
    const page = await browser.navigate(started.url);
    expect(page.body).toContain('Confirm it is you');
    expect(page.body).toContain(`value="${userName}"`);
    const arrival = await browser.submit(page, { userName, password: 'evidence' });
    return started.finish(arrival.url, exportCenter);
  }
});

function refreshTokenOf({ refresh_token: token }: Tokens): string {
  if (!token) throw new Error('No refresh token');
  return token;
}

function scopesOf(accessToken: string): string[] {
  return (decodeJwt(accessToken)['scope'] as string).split(' ').sort();
}

function oauthError(error: string): jasmine.AsymmetricMatcher<unknown> {
  return jasmine.objectContaining({ error });
}
