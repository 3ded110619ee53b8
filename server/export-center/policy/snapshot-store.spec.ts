import type { PolicySnapshot, TenantPolicy } from '../../contracts/export-center/policy.ts';
import type { Page } from '../../contracts/lists.ts';
import { builtInPolicy } from '../../evidence/policy/built-in-policy.ts';
import { effectivePolicy } from '../../evidence/policy/effective-policy.ts';
import { importTenant } from '../sources/import-tenant.ts';
import { recognisePolicy } from '../sources/import-policy.ts';
import { noSelectors } from '../sources/testing/selectors.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import type { JudgedEvidence } from './snapshot-store.ts';

const path = '/api/export/policy';
const policy = effectivePolicy(builtInPolicy, '2025-06-10');

function judged(digit: string): JudgedEvidence {
  return {
    ...{ policy, inputsHash: `sha256:${digit.repeat(64)}`, generation: 3, selectors: noSelectors },
    ...{ kinds: ['vex', 'advisories'], evidenceAt: '2025-06-10T00:00:00.000Z' },
  };
}

describeCenter('policy snapshots', (center) => {
  it('are kept once for the same policy and inputs, under a name that follows from these', async () => {
    const { snapshots } = center().center;
    const [tenant, other] = [newTenant(), newTenant()];
    const id = await snapshots.keep(tenant, 'run-20250610-01', judged('1'));
    expect(await snapshots.keep(tenant, 'run-20250610-02', judged('1'))).toBe(id);
    expect(await snapshots.keep(other, 'run-20250610-01', judged('1'))).toBe(id);
    expect(await snapshots.keep(tenant, 'run-20250610-03', judged('2'))).not.toBe(id);
    expect(await snapshots.find(tenant, id)).toEqual({ ...judged('1'), kinds: ['advisories', 'vex'] });
    expect(await snapshots.find(newTenant(), id)).toBeUndefined();
  });

  it('are listed newest first, a page at a time, to their own tenant', async () => {
    const { snapshots } = center().center;
    const tenant = newTenant();
    const ids = [];
    for (const digit of ['1', '2', '3'])
      ids.push(await snapshots.keep(tenant, `run-20250610-0${digit}`, judged(digit)));
    const viewer = await center().as({ tenant, role: 'viewer' });
    const listed: PolicySnapshot[] = [];
    let next = '';
    do {
      const page = (await viewer.get<Page<PolicySnapshot>>(`${path}/snapshots?limit=2${next}`)).body;
      expect(page.total).toBe(3);
      listed.push(...page.items);
      next = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (next !== '');
    expect(listed.map(({ policySnapshotId }) => policySnapshotId).toSorted()).toEqual(ids.toSorted());
    const times = listed.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(listed.find(({ runId }) => runId === 'run-20250610-02')).toEqual(
      jasmine.objectContaining({ policyVersion: policy.version, inputsHash: judged('2').inputsHash }),
    );
    const stranger = await center().as({ tenant: newTenant() });
    expect((await stranger.get<Page<PolicySnapshot>>(`${path}/snapshots`)).body).toEqual({
      ...{ items: [], nextCursor: null, total: 0 },
    });
  });
});

describeCenter('the policy of a tenant', (center, database) => {
  const read = async (tenant: string) =>
    (await (await center().as({ tenant, role: 'viewer' })).get<TenantPolicy>(path)).body;

  it('is the built-in one until there is a policy.yaml', async () => {
    const { version } = policy;
    expect(await read(newTenant())).toEqual({
      ...{ origin: 'built-in', version, policy: { ...builtInPolicy, ignores: [] }, importedAt: null, refused: null },
    } as TenantPolicy);
  });

  it('is shown as of today, and stays in force while the next one is refused', async () => {
    const tenant = newTenant();
    const importing = (text: string) =>
      importTenant(database(), tenant, [], { policy: recognisePolicy(Buffer.from(text)) });
    await importing(
      'schemaVersion: 1\ndefault: block\nignores:\n' +
        '  - { advisory: GO-1, reason: long past, until: 2020-01-01 }\n' +
        '  - { advisory: GO-2, reason: still, until: 9999-12-31 }\n',
    );
    const shown = await read(tenant);
    expect(shown.policy.ignores.map(({ advisory }) => advisory)).toEqual(['GO-2']);
    expect([shown.origin, shown.policy.default, shown.refused]).toEqual(['tenant', 'block', null]);
    expect(shown.importedAt).not.toBeNull();

    await importing('schemaVersion: 1\ndefault: perhaps\n');
    const after = await read(tenant);
    expect([after.version, after.importedAt]).toEqual([shown.version, shown.importedAt]);
    expect(after.refused).toContain('default');
  });
});
