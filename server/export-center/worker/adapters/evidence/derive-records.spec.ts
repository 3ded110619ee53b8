import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../testing/temporary-folder.ts';
import { osvAdvisory } from '../../../policy/testing/evidence-documents.ts';
import { writeStreamedFile } from '../../records/file-writer.ts';
import { frameOf } from '../../records/record-file.ts';
import { recordOf } from '../../testing/sample-records.ts';
import { type TaskContext } from '../../threads/task-context.ts';
import { type DeriveInput, deriveRecords } from './derive-records.ts';
import { layOutRawRecords } from './lay-out-raw-records.ts';

describe('deriving', () => {
  const folder = temporaryFolder();
  const uncancelled: TaskContext = { signal: new AbortController().signal, report: () => undefined };

  /** What a layout of so many advisories is derived from. */
  async function inputOf(count: number): Promise<DeriveInput> {
    const frames = async function* () {
      for (let number = 0; number < count; number += 1) {
        const content = JSON.stringify(osvAdvisory(`GHSA-${number}`, `pkg:npm/part-${number}`, '2.0.0'));
        const record = recordOf({ kind: 'advisories', id: `GHSA-${number}`, source: 'advisories', content });
        yield* await Promise.resolve(frameOf({ ...record, content: Buffer.from(content) }));
      }
    };
    const [recordsFile, inputsFile] = [join(folder(), 'records'), join(folder(), 'inputs')];
    const folders = { contentFolder: join(folder(), 'bundle'), workFolder: join(folder(), 'work') };
    await writeStreamedFile(recordsFile, frames());
    const layout = await layOutRawRecords({ recordsFile, inputsFile, ...folders, root: '' }, uncancelled);
    return { layout, ...folders, policy: null, redaction: [], indexes: false };
  }

  it('makes only what can be made without a policy', async () => {
    const { shards, indexes, counts } = await deriveRecords(await inputOf(3), uncancelled);
    expect(shards.map(({ path, records }) => [path, records])).toEqual([['data/normalized/advisories/a0.jsonl', 3]]);
    expect([indexes, counts.evaluations]).toEqual([[], 0]);
  });

  it('makes the indexes of a mirror in the bundle', async () => {
    const input = await inputOf(3);
    const { indexes } = await deriveRecords({ ...input, indexes: true }, uncancelled);
    expect(indexes.map(({ path }) => path)).toEqual(
      ['advisories', 'vex', 'sbom'].map((name) => `indexes/${name}.index.json`),
    );
    expect((await readdir(join(input.contentFolder, 'indexes'))).length).toBe(3);
  });

  it('ends in its middle when it is cancelled', async () => {
    const input = await inputOf(5_000);
    const abort = new AbortController();
    const reason = new Error('cancelled by the operator');
    let items = 0;
    const report: TaskContext['report'] = (done) => {
      items += done.items;
      abort.abort(reason);
    };
    await expectAsync(deriveRecords(input, { signal: abort.signal, report })).toBeRejectedWith(reason);
    expect(items).toBeLessThan(2_500);
  });
});
