import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import type { SigningKey } from '../../contracts/export-center/keys.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { eventually } from '../testing/eventually.ts';
import type { Person } from '../testing/trial-center.ts';

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

  describe('after a rotation', () => {
    const reason = 'A laptop was lost';
    const rotate = async (tenant: string, headers: { reason?: string; key?: string } = { reason }) => {
      const admin = await center().as({ tenant, role: 'tenant-admin' });
      return admin.post<{ items: SigningKey[] }>('/api/export/keys/rotate', undefined, headers);
    };

    it('stay listed, the new one first, and the rotation is told', async () => {
      const tenant = newTenant();
      const [before] = await keysOf(tenant);
      const viewer = await center().as({ tenant, role: 'viewer' });
      const events = await viewer.events('/api/export/events');
      const { status, body } = await rotate(tenant);
      expect(status).toBe(200);
      expect(body.items.map(({ current }) => current)).toEqual([true, false]);
      expect(body.items[1]?.keyId).toBe(before?.keyId);
      expect(await keysOf(tenant)).toEqual(body.items);
      const [event] = await events.take(1);
      events.close();
      expect(event?.event).toBe('keys.rotated');
      expect(event?.data).toEqual(jasmine.objectContaining({ keyId: body.items[0]?.keyId }));
      const told = () => center().locker.timeline.find(({ subject }) => subject === body.items[0]?.keyId);
      expect(await eventually('the timeline entry', told)).toEqual(
        jasmine.objectContaining({ kind: 'key.rotated', actor: 'tenant-admin', reason }),
      );
    });

    it('are rotated once for a repeated Idempotency-Key', async () => {
      const [tenant, key] = [newTenant(), randomUUID()];
      const first = await rotate(tenant, { reason, key });
      const second = await rotate(tenant, { reason, key });
      expect(second.body).toEqual(first.body);
      expect((await keysOf(tenant)).length).toBe(2);
    });

    it('stay as they are without a reason, a fresh sign-in or the right, or while the key store is away', async () => {
      const tenant = newTenant();
      const before = await keysOf(tenant);
      const refusedFor = async (person: Person, headers: { reason?: string } = { reason }) => {
        const caller = await center().as({ tenant, role: 'tenant-admin', ...person });
        return (await caller.refused(caller.post('/api/export/keys/rotate', undefined, headers))).code;
      };
      expect(await refusedFor({}, {})).toBe('ERR_OPERATOR_REASON_REQUIRED');
      expect(await refusedFor({ signedInSecondsAgo: 900 })).toBe('ERR_FRESH_AUTH_REQUIRED');
      expect(await refusedFor({ role: 'operator' })).toBe('ERR_SCOPE');
      spyOn(center().center.keys, 'rotate').and.rejectWith(new Error('the key store is away'));
      expect(await refusedFor({})).toBe('ERR_UNAVAILABLE');
      expect(await keysOf(tenant)).toEqual(before);
    });
  });
});
