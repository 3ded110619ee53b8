import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { requireEvidenceFixtures } from '../../testing/evidence-fixtures.ts';
import { type EvidenceRecord } from './evidence-record.ts';
import { buildTestBundle } from './testing/build-test-bundle.ts';
import { recordOf } from './testing/sample-records.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { createWorkerThreads } from './threads/worker-threads.ts';

describe('a json:raw bundle of real evidence', () => {
  const folder = temporaryFolder();

  it("holds all of acme's documents, and the same artifacts when they come in reverse", async () => {
    const records = await recordsOf(join(requireEvidenceFixtures(), 'acme'));
    const threads = createWorkerThreads({ threads: 2 });
    const forward = await buildTestBundle({ folder: join(folder(), 'forward'), threads, records });
    const reverse = await buildTestBundle({
      folder: join(folder(), 'reverse'),
      threads,
      records: records.toReversed(),
    });
    await threads.close();

    const manifest: unknown = JSON.parse((await forward.read('export.json')).toString());
    expect(manifest).toEqual(
      jasmine.objectContaining({ counts: { advisories: 1749, vex: 7, sboms: 3, policyEvaluations: 0 } }),
    );
    expect(forward.verdict.problems).toEqual([]);
    expect(forward.verdict.import).toBe('passed');
    expect(JSON.parse((await reverse.read('export.json')).toString())).toEqual(manifest);
  });
});

async function recordsOf(tenant: string): Promise<EvidenceRecord[]> {
  const kinds = ['advisories', 'vex', 'sboms'] as const;
  const records = kinds.map(async (kind) =>
    (await readdir(join(tenant, kind))).map(async (name) => {
      const content = await readFile(join(tenant, kind, name), 'utf8');
      return recordOf({ kind, id: name.replace(/\..*$/, ''), source: name, content, subject: name });
    }),
  );
  return Promise.all((await Promise.all(records)).flat());
}
