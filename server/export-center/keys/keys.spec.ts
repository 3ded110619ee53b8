import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { SigningKey } from '../../contracts/export-center/keys.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';

describeCenter('the keys of a tenant', (center) => {
  const keysOf = async (tenant: string): Promise<SigningKey[]> => {
    const viewer = await center().as({ tenant, role: 'viewer' });
    const { status, body } = await viewer.get<{ items: SigningKey[] }>('/api/export/keys');
    expect(status).toBe(200);
    return body.items;
  };

  it('are public keys that openssl accepts, with the fingerprint that it prints', async () => {
    requireProgram('openssl');
    const [key] = await keysOf(newTenant());
    const openssl = (...args: string[]) =>
      execFileSync('openssl', ['pkey', '-pubin', ...args], { input: key?.publicKeyPem ?? '' });
    expect(openssl('-noout', '-text').toString()).toContain('prime256v1');
    const digest = createHash('sha256').update(openssl('-outform', 'DER')).digest('hex');
    expect([key?.keyId, key?.fingerprint]).toEqual([digest, `sha256:${digest}`]);
  });

  it('are made once, and are no other tenant’s', async () => {
    const tenant = newTenant();
    const [first, again] = [await keysOf(tenant), await keysOf(tenant)];
    expect(first.length).toBe(1);
    expect(again).toEqual(first);
    expect((await keysOf(newTenant()))[0]?.keyId).not.toBe(first[0]?.keyId);
  });

  it('stay listed after a rotation, the current one first', async () => {
    const tenant = newTenant();
    const [before] = await keysOf(tenant);
    await center().center.keys.rotate(tenant);
    const after = await keysOf(tenant);
    expect(after.map(({ current }) => current)).toEqual([true, false]);
    expect(after[1]?.keyId).toBe(before?.keyId);
  });
});
