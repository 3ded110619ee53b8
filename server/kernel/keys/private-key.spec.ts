import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { StartError } from '../start-error.ts';
import { loadOrCreatePrivateKey, loadPrivateKey, publicHalf } from './private-key.ts';

describe('A private key in a file', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'keys', 'clients', 'spec.json');

  it('is made once, for its owner only', async () => {
    const made = await loadOrCreatePrivateKey(path());
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect((await loadOrCreatePrivateKey(path())).jwk).toEqual(made.jwk);
    expect((await loadPrivateKey(path())).kid).toBe(made.kid);
  });

  it('signs what its public half verifies, which holds nothing secret', async () => {
    const made = await loadOrCreatePrivateKey(path());
    const token = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'ES256' }).sign(made.key);
    const shown = publicHalf(made);
    expect(Object.keys(shown).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'x', 'y']);
    expect((await jwtVerify(token, await importJWK(shown))).payload).toEqual({ a: 1 });
  });

  it('is the same for starters that race', async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => loadOrCreatePrivateKey(path())));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  });

  it('stops the start where it is damaged or missing, naming the file', async () => {
    await loadOrCreatePrivateKey(path());
    for (const content of [
      '',
      '{',
      '{"kty":"RSA"}',
      JSON.stringify({ kty: 'EC', crv: 'P-256', x: 'a', y: 'b', d: 'c' }),
    ]) {
      await writeFile(path(), content);
      await expectAsync(loadOrCreatePrivateKey(path()))
        .withContext(content)
        .toBeRejectedWithError(StartError, /spec\.json/);
    }
    await expectAsync(loadPrivateKey(join(folder(), 'none.json'))).toBeRejectedWithError(StartError, /none\.json/);
  });
});
