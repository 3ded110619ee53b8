import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import {
  type MirrorBundle,
  type MirrorBundleFactory,
  createMirrorBundles,
  fiveDays,
} from '../../testing/mirror-bundles.ts';
import { makeTemporaryFolder, temporaryFolder } from '../../testing/temporary-folder.ts';
import { KitError } from '../command-line/kit-error.ts';
import { recordsOfMirror, snapshotOf } from '../testing/mirror-tree.ts';
import { readTrustedKeys } from '../trust/trusted-keys.ts';
import { importBundle } from './import-bundle.ts';

describe('mirror import', () => {
  let workshop: string;
  let bundles: MirrorBundleFactory;
  let [full1, full5, delta2, delta3, delta4, delta5]: MirrorBundle[] = [];
  const folder = temporaryFolder();

  beforeAll(async () => {
    workshop = await makeTemporaryFolder();
    bundles = await createMirrorBundles(workshop, fiveDays);
    full1 = await bundles.full(1);
    delta2 = await bundles.delta(full1, 2);
    delta3 = await bundles.delta(delta2, 3);
    delta4 = await bundles.delta(delta3, 4);
    delta5 = await bundles.delta(delta4, 5);
    full5 = await bundles.full(5);
  });
  afterAll(async () => {
    await bundles[Symbol.asyncDispose]();
    await rm(workshop, { recursive: true });
  });

  const watching = { signal: new AbortController().signal, onProgress: () => undefined };
  async function apply(mirror: string, bundle: MirrorBundle | undefined, allowOlder = false) {
    const trust = { keys: await readTrustedKeys({ files: [bundles.publicKeyFile], folders: [] }), secrets: {} };
    return importBundle({ bundle: bundle!.file, mirror, trust, allowOlder }, watching);
  }
  async function applyAll(mirror: string, ...chain: (MirrorBundle | undefined)[]) {
    for (const bundle of chain) expect((await apply(mirror, bundle)).outcome).toBe('applied');
  }
  const mirrorAt = (name: string) => join(folder(), name);

  it('of a full bundle and its deltas in order gives, record for record, the full bundle of the last day', async () => {
    const [grown, fresh] = [mirrorAt('grown'), mirrorAt('fresh')];
    await applyAll(grown, full1, delta2, delta3, delta4, delta5);
    await applyAll(fresh, full5);
    const records = await recordsOfMirror(grown);
    expect(records).toEqual(await recordsOfMirror(fresh));
    expect(
      Object.keys(records)
        .filter((name) => !name.includes('sboms/'))
        .sort(),
    ).toEqual([
      'data/consensus/vex_consensus',
      'data/normalized/advisories/a',
      'data/normalized/vex/v',
      'data/policy/evaluations',
      'data/policy/snapshot.json',
      'data/raw/advisories/a',
      'data/raw/vex/v',
      'indexes/advisories.index.json',
      'indexes/findings.index.json',
      'indexes/sbom.index.json',
      'indexes/vex.index.json',
    ]);
    expect(records['data/policy/evaluations']?.length).toBeGreaterThan(3);
    const state = JSON.parse(await readFile(join(grown, 'current', 'state.json'), 'utf8'));
    expect(state.appliedExportIds).toEqual([full1, delta2, delta3, delta4, delta5].map((bundle) => bundle?.runId));
    expect(await readdir(join(grown, 'generations'))).toEqual(['5']);
    expect(await readdir(grown)).toEqual(['current', 'generations', 'log']);
    const log = (await readFile(join(grown, 'log', 'mirror.ndjson'), 'utf8')).trim().split('\n');
    expect(log.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'mirror.full.applied',
      ...Array<string>(4).fill('mirror.delta.applied'),
    ]);
  });

  it('refuses a delta out of order, and says which one it needs', async () => {
    const mirror = mirrorAt('mirror');
    await applyAll(mirror, full1, delta2);
    const before = await snapshotOf(join(mirror, 'generations'));
    await expectRefusal(apply(mirror, delta4), `builds on ${delta3?.runId}`, `is at ${delta2?.runId}`);
    expect(await snapshotOf(join(mirror, 'generations'))).toEqual(before);
    expect(await readFile(join(mirror, 'log', 'mirror.ndjson'), 'utf8')).toContain(
      '"event":"mirror.delta.apply_failed"',
    );
    await applyAll(mirror, delta3, delta4);
  });

  it('refuses a delta on an empty mirror', async () => {
    await expectRefusal(apply(mirrorAt('mirror'), delta2), `builds on ${full1?.runId}`, 'the mirror is empty');
    expect(await readdir(mirrorAt('mirror'))).toEqual(['generations', 'log']);
  });

  it('leaves a bundle that is applied already, also an earlier one of the chain', async () => {
    const mirror = mirrorAt('mirror');
    await applyAll(mirror, full1, delta2);
    const before = await snapshotOf(join(mirror, 'generations'));
    expect((await apply(mirror, delta2)).outcome).toBe('already-applied');
    expect((await apply(mirror, full1)).outcome).toBe('already-applied');
    expect(await snapshotOf(join(mirror, 'generations'))).toEqual(before);
  });

  it('refuses to go back, unless it is told to', async () => {
    const mirror = mirrorAt('mirror');
    await applyAll(mirror, full5);
    await expectRefusal(apply(mirror, full1), `older than ${full5?.runId}`, '--allow-older');
    expect((await apply(mirror, full1, true)).outcome).toBe('applied');
    await applyAll(mirror, delta2);
  });

  it('drops everything for a delta that resets the baseline', async () => {
    const [reset, fresh] = [mirrorAt('reset'), mirrorAt('fresh')];
    const resetting = await bundles.delta(null, 5);
    await applyAll(reset, full1, delta2, resetting);
    await applyAll(fresh, full5);
    expect(await recordsOfMirror(reset)).toEqual(await recordsOfMirror(fresh));
    const onEmpty = mirrorAt('empty');
    await applyAll(onEmpty, resetting);
    expect(await recordsOfMirror(onEmpty)).toEqual(await recordsOfMirror(fresh));
  });

  it('refuses to build on records that the disk has changed', async () => {
    const mirror = mirrorAt('mirror');
    await applyAll(mirror, full1);
    const shard = join(mirror, 'current', 'mirror', 'data', 'raw', 'vex', 'v0.jsonl.zst');
    await rm(shard);
    await expectRefusal(apply(mirror, delta2), 'missing in mirror/data/raw/vex/v0.jsonl.zst');
  });

  async function expectRefusal(attempt: Promise<unknown>, ...parts: string[]): Promise<void> {
    const error = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(KitError);
    for (const part of parts) expect((error as KitError).message).toContain(part);
  }
});
