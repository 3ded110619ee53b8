import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInPolicy } from '../../evidence/policy/built-in-policy.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { DocumentStore } from './document-store.ts';
import { importTenantFolder } from './import-evidence.ts';
import { PolicyStore } from './policy-store.ts';
import { advisory } from './testing/evidence.ts';
import { describeWithSources } from './testing/sources-database.ts';

describeWithSources('the import of policy.yaml', (database) => {
  const folder = temporaryFolder();
  const importing = () => importTenantFolder(database(), folder(), 'acme');
  const defaultAt = async (generation: number) => {
    const { policy, origin } = await new PolicyStore(database()).at('acme', generation);
    return [origin, policy.default];
  };
  const refused = () => new PolicyStore(database()).refused('acme');

  beforeEach(async () => {
    await mkdir(join(folder(), 'acme/advisories'), { recursive: true });
    await writeFile(join(folder(), 'acme/advisories/1.json'), JSON.stringify(advisory('DEMO-1')));
  });

  const writePolicy = (text: string) => writeFile(join(folder(), 'acme/policy.yaml'), text);
  const policyOf = (verdict: string) => `schemaVersion: 1\ndefault: ${verdict} # as agreed\n`;

  it('makes a generation of its own whenever the policy changes, and each generation keeps its own', async () => {
    expect((await importing()).generation).toBe(1);
    await writePolicy(policyOf('block'));
    expect((await importing()).generation).toBe(2);
    expect((await importing()).generation).toBe(2);
    await writePolicy(policyOf('pass'));
    expect((await importing()).generation).toBe(3);
    await writePolicy('');
    await importing();
    expect(await defaultAt(0)).toEqual(['built-in', builtInPolicy.default]);
    expect(await defaultAt(1)).toEqual(['built-in', builtInPolicy.default]);
    expect(await defaultAt(2)).toEqual(['tenant', 'block']);
    expect(await defaultAt(3)).toEqual(['tenant', 'pass']);
    const { importedAt } = await new PolicyStore(database()).at('acme', 3);
    expect(importedAt).toBeInstanceOf(Date);
    expect(await new DocumentStore(database()).generation('acme')).toBe(3);
  });

  it('refuses a bad one by line and field; the one before stays in force until it is taken away', async () => {
    await writePolicy(policyOf('block'));
    await importing();
    expect(await refused()).toBeNull();
    await writePolicy(policyOf('perhaps'));
    const report = await importing();
    const reason = 'line 2, default: is none of pass, warn, block';
    expect(report.refused).toEqual([{ path: 'policy.yaml', reason }]);
    expect([report.generation, report.unchanged]).toEqual([1, 1]);
    expect(await refused()).toBe(reason);
    expect(await defaultAt(1)).toEqual(['tenant', 'block']);
    await importTenantFolder(database(), folder(), 'globex');
    expect(await new PolicyStore(database()).at('globex', 1)).toEqual({
      policy: builtInPolicy,
      origin: 'built-in',
      importedAt: null,
    });
  });

  it('refuses what is no file of the tenant, no text, or a name that nobody reads', async () => {
    const path = join(folder(), 'acme/policy.yaml');
    await writeFile(path, Uint8Array.of(0xc3, 0x28));
    expect((await importing()).refused).toEqual([{ path: 'policy.yaml', reason: 'is not UTF-8' }]);
    await writePolicy(`# ${'x'.repeat(256 * 1024)}`);
    expect((await importing()).refused[0]?.reason).toBe('is larger than 256 KiB (262146 bytes)');
    await mkdir(join(folder(), 'globex'));
    await symlink(path, join(folder(), 'globex/policy.yaml'));
    await writeFile(join(folder(), 'globex/policy.yml'), policyOf('block'));
    const { refused: named } = await importTenantFolder(database(), await realpath(folder()), 'globex');
    expect(named).toEqual([
      { path: 'policy.yaml', reason: 'is a link that leads out of the evidence folder' },
      { path: 'policy.yml', reason: 'is not read; the policy is policy.yaml' },
    ]);
  });
});
