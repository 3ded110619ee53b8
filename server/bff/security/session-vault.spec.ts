import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';

const tenant = { headers: { 'X-Stella-Tenant': 'acme' } };

// Goal 8
describe('The vault of tokens', () => {
  let bff: BffUnderTest;
  let folder: string;
  let keysFile: (...ids: string[]) => Promise<string>;

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    const secrets: Readonly<Record<string, string>> = {
      old: randomBytes(32).toString('base64'),
      new: randomBytes(32).toString('base64'),
    };
    keysFile = async (...ids) => {
      const file = join(folder, ids.join('-'));
      await writeFile(file, ids.map((id) => `${id} ${secrets[id] ?? ''}\n`).join(''));
      return file;
    };
    bff = await startBffUnderTest({ settings: { vaultKeysFile: await keysFile('old') } });
  }, startTimeoutMs);
  beforeEach(() => {
    bff.provider.behave();
    bff.upstream.reset();
    bff.lines.length = 0;
  });
  afterAll(async () => {
    await bff.close();
    await rm(folder, { recursive: true });
  });

  const signInAs = (subject: string) => {
    bff.provider.person = { ...bff.provider.person, subject };
    return bff.signedIn();
  };
  /** By which key the tokens of a person's only session are sealed. */
  const sealedBy = async (subject: string) => {
    const { rows } = await sql<{ key: string }>`
      select split_part(sealed, '.', 1) as key from bff.vault join bff.sessions using (id_hash)
      where subject = ${subject}`.execute(bff.database.query());
    expect(rows).toHaveSize(1);
    return rows[0]?.key;
  };
  const isSignedInAt = async (instance: string, browser: Browser) =>
    (await browser.callAt(instance, '/bff/session')).json()['authenticated'];

  it('opens with an old key and seals with the new one, so that nobody notices the change', async () => {
    bff.provider.accessTokenSeconds = 60;
    const browser = await signInAs('keeper');
    expect(await sealedBy('keeper')).toBe('old');
    const next = await bff.secondInstance({ vaultKeysFile: await keysFile('new', 'old') });
    expect((await browser.callAt(next.url, '/api/export/runs', tenant)).status).toBe(200);
    expect(await sealedBy('keeper')).toBe('old');
    bff.advance(61);
    expect((await browser.callAt(next.url, '/api/export/runs', tenant)).status).toBe(200);
    expect(await sealedBy('keeper')).toBe('new');
    // The one that does not know the new key yet: not signed in there, still signed in elsewhere.
    expect(await isSignedInAt(bff.origin, browser)).toBeFalse();
    expect(await isSignedInAt(next.url, browser)).toBeTrue();
    await next.close();
  });

  it('without the old key opens nothing that it sealed, and says so; everybody else stays', async () => {
    bff.provider.accessTokenSeconds = 60;
    const [left, renewed] = [await signInAs('left'), await signInAs('renewed')];
    const [both, only] = [await keysFile('new', 'old'), await keysFile('new')];
    const next = await bff.secondInstance({ vaultKeysFile: both });
    const last = await bff.secondInstance({ vaultKeysFile: only });
    bff.advance(61);
    await renewed.callAt(next.url, '/api/export/runs', tenant);

    expect([await isSignedInAt(last.url, left), await isSignedInAt(last.url, renewed)]).toEqual([false, true]);
    const refused = await left.callAt(last.url, '/api/export/runs', tenant);
    expect([refused.status, refused.json()['code']]).toEqual([401, 'ERR_UNAUTHENTICATED']);
    expect(bff.lines.filter(({ level, keyId }) => level === 'warn' && keyId === 'old')).toHaveSize(1);
    await next.close();
    await last.close();
  });
});

// Goals 8, 10
describe('A refresh that comes too late', () => {
  let bff: BffUnderTest;
  let second: Awaited<ReturnType<BffUnderTest['secondInstance']>>;
  let release: () => void;

  beforeAll(async () => {
    // A refresh token that works again shows what the vault itself keeps from happening.
    bff = await startBffUnderTest({ provider: { refreshTokens: 'kept' } });
    second = await bff.secondInstance();
  }, startTimeoutMs);
  beforeEach(() => {
    bff.provider.behave();
    bff.upstream.reset();
    bff.lines.length = 0;
  });
  afterAll(async () => {
    await second.close();
    await bff.close();
  });

  /** A call that waits for a refresh, which the provider does not answer before it is released. */
  async function callHeldUp(browser: Browser) {
    const gate = Promise.withResolvers<undefined>();
    const arrived = Promise.withResolvers<undefined>();
    release = () => gate.resolve(undefined);
    bff.provider.misbehaviour.refreshGate = () => {
      bff.provider.misbehaviour.refreshGate = undefined;
      arrived.resolve(undefined);
      return gate.promise;
    };
    const answer = browser.call('/api/export/runs', tenant);
    await arrived.promise;
    return { answer };
  }

  async function withExpiredToken() {
    await sql`delete from bff.sessions`.execute(bff.database.query());
    bff.provider.accessTokenSeconds = 60;
    const browser = await bff.signedIn();
    bff.advance(61);
    bff.provider.accessTokenSeconds = 3600;
    return browser;
  }

  /** As though the instance that refreshes had not been heard of for a while. */
  const loseLease = () =>
    sql`update bff.vault set leased_until = now() - interval '1 second'`.execute(bff.database.query());
  const vault = async () =>
    (await sql<{ version: number; sealed: string }>`select * from bff.vault`.execute(bff.database.query())).rows;

  it('does not roll back what another instance has written', async () => {
    const browser = await withExpiredToken();
    const held = await callHeldUp(browser);
    await loseLease();
    expect((await browser.callAt(second.url, '/api/export/runs', tenant)).status).toBe(200);
    const written = await vault();
    release();
    expect((await held.answer).status).toBe(200);
    expect(await vault()).toEqual(written);
    const used = bff.upstream.arrivals.map(({ headers }) => headers.authorization);
    expect([used.length, new Set(used).size]).toEqual([2, 1]);
  });

  it('does not sign out when it is refused what another instance has used up', async () => {
    const browser = await withExpiredToken();
    const held = await callHeldUp(browser);
    await loseLease();
    expect((await browser.callAt(second.url, '/api/export/runs', tenant)).status).toBe(200);
    bff.provider.misbehaviour.refreshError = { status: 400, error: 'invalid_grant' };
    release();
    expect((await held.answer).status).toBe(200);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
    expect(await bff.audit()).not.toContain('token.refused:invalid_grant');
  });

  it('does not revive a session that ended on another instance', async () => {
    const browser = await withExpiredToken();
    const held = await callHeldUp(browser);
    expect((await browser.callAt(second.url, '/bff/logout', { method: 'POST' })).status).toBe(200);
    release();
    expect((await held.answer).status).toBe(401);
    expect(await vault()).toEqual([]);
    expect(bff.upstream.arrivals).toEqual([]);
  });
});
