import { testPlan } from '../testing/build-test-bundle.ts';
import { encryptedPaths, isEncrypted } from './encrypted-paths.ts';

describe('the encrypted paths of a bundle', () => {
  const mirror = { profile: { ...testPlan.profile, kind: 'mirror' as const, variant: 'full' as const } };
  const full = ['README.md', 'data/raw/vex/v0.jsonl.zst', 'indexes/vex.index.json'];
  const delta = [
    'README.md',
    'delta/changed/data/raw/vex/v0.jsonl.zst',
    'delta/manifest.diff.json',
    'indexes/vex.index.json',
  ];

  it('are the folders of evidence', () => {
    const plan = { strict: false };
    expect(encryptedPaths(testPlan, plan, ['data/raw/vex/v0.jsonl.zst'])).toEqual(['data/']);
    expect(encryptedPaths(mirror, plan, full)).toEqual(['data/']);
    expect(encryptedPaths(mirror, plan, delta)).toEqual(['delta/']);
    expect(encryptedPaths(mirror, plan, [...delta, 'data/policy/snapshot.json'])).toEqual(['data/', 'delta/']);
    expect(full.filter((path) => isEncrypted(path, plan))).toEqual(['data/raw/vex/v0.jsonl.zst']);
  });

  it('are in strict mode all but what signatures are checked with', () => {
    const plan = { strict: true };
    expect(encryptedPaths(testPlan, plan, ['data/raw/vex/v0.jsonl.zst'])).toEqual(['data/', 'provenance.json']);
    expect(encryptedPaths(mirror, plan, full)).toEqual(['README.md', 'data/', 'indexes/', 'provenance.json', 'tuf/']);
    expect(encryptedPaths(mirror, plan, delta)).toEqual(['README.md', 'delta/', 'indexes/', 'provenance.json', 'tuf/']);
    const readable = ['manifest.yaml', 'export.json', 'recipients.json', 'signatures/export.sig'];
    expect(readable.filter((path) => isEncrypted(path, plan))).toEqual([]);
    expect(
      [...full, 'provenance.json', 'tuf/root.json', 'signatures.txt'].every((path) => isEncrypted(path, plan)),
    ).toBeTrue();
  });
});
