import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../kernel/http/errors.ts';
import { sha256Of } from '../digests.ts';
import type { BundleJob } from '../staging/bundle-job.ts';
import type { PackedBundle } from '../steps/pack-signed-bundle.ts';
import { testPlan } from '../testing/build-test-bundle.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createWorkerThreads } from '../threads/worker-threads.ts';
import { CancelledError } from './interruptions.ts';
import { publishBundle } from './publish-bundle.ts';

describe('the storing of a bundle', () => {
  const folder = temporaryFolder();
  const threads = createWorkerThreads({ threads: 1 });
  afterAll(() => threads.close());

  const jobOf = ({ signal }: AbortController): BundleJob => ({
    ...{ plan: testPlan, folder: folder(), threads, signal },
    onProgress: () => undefined,
  });

  async function packed(): Promise<PackedBundle> {
    const file = { path: 'bundle.tar', sha256: sha256Of('whole'), bytes: 5 };
    await writeFile(join(folder(), file.path), 'whole');
    const names = { fileName: file.path, mediaType: 'application/x-tar', form: 'archive' } as const;
    return { ...file, ...names, documents: file, documentFiles: [] };
  }

  it('ends at once when the run is cancelled, though the store does not answer', async () => {
    const cancel = new AbortController();
    const asked = Promise.withResolvers<undefined>();
    const putByDigest = () => {
      asked.resolve(undefined);
      return new Promise<never>(() => undefined);
    };
    const storing = publishBundle({ putByDigest }, jobOf(cancel), await packed());
    await asked.promise;
    cancel.abort(new CancelledError('a person asked for it'));
    await expectAsync(storing).toBeRejectedWithError(CancelledError);
  });

  it('leaves nothing of a bundle that does not fit', async () => {
    const stored: string[] = [];
    const putByDigest = (prefix: string) => {
      if (prefix === 'bundles') return Promise.reject(new AppError('ERR_STORAGE_FULL', 'full'));
      stored.push(prefix);
      return Promise.resolve({ key: prefix, bytes: 5, sha256: sha256Of('whole').replace('sha256:', '') });
    };
    const storing = publishBundle({ putByDigest }, jobOf(new AbortController()), await packed());
    await expectAsync(storing).toBeRejectedWithError(AppError);
    expect(stored).toEqual([]);
  });
});
