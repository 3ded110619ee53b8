import { createWriteStream } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ExportError } from '../export-error.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { sideBySide } from './side-by-side.ts';
import { type WorkerThreads, createWorkerThreads } from './worker-threads.ts';

describe('worker threads', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  beforeEach(() => (threads = createWorkerThreads({ threads: 1 })));
  afterEach(() => threads.close());

  /** Text that keeps a compressor at its highest level busy for longer than any spec runs. */
  async function writeHardText(mebibytes: number): Promise<string> {
    const path = join(folder(), 'hard');
    const file = createWriteStream(path);
    for (let written = 0; written < mebibytes; written += 1) {
      file.write(randomFillSync(Buffer.alloc(512 * 1024)).toString('hex'));
    }
    file.end();
    await once(file, 'finish');
    return path;
  }

  const compress = (from: string, signal: AbortSignal, onProgress?: (done: { bytes: number }) => void) =>
    threads.run(
      'compressFile',
      { from, to: join(folder(), 'out'), compression: { codec: 'zstd', level: 22 } },
      { signal, onProgress },
    );

  it('stop compressing within two seconds when told to, and then work on', async () => {
    const from = await writeHardText(16);
    const abort = new AbortController();
    const reason = new Error('cancelled by the operator');
    let cancelledAt = 0;
    const compressing = compress(from, abort.signal, () => {
      if (cancelledAt > 0) return;
      cancelledAt = performance.now();
      abort.abort(reason);
    });
    await expectAsync(compressing).toBeRejectedWith(reason);
    expect(performance.now() - cancelledAt).toBeLessThan(2000);
    const signal = new AbortController().signal;
    expect(await threads.run('digestFiles', { folder: folder(), paths: ['absent'] }, { signal })).toEqual([null]);
  });

  it('drop a task that is cancelled while it waits in line', async () => {
    const from = await writeHardText(16);
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = compress(from, running.signal);
    const second = compress(from, waiting.signal);
    const reason = new Error('cancelled in line');
    waiting.abort(reason);
    await expectAsync(second).toBeRejectedWith(reason);
    running.abort(reason);
    await expectAsync(first).toBeRejectedWith(reason);
  });

  it('report every byte, and leave the event loop free meanwhile', async () => {
    const from = await writeHardText(8);
    let bytes = 0;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const options = {
      signal: new AbortController().signal,
      onProgress: (done: { bytes: number }) => (bytes += done.bytes),
    };
    const compression = { codec: 'zstd', level: 6 } as const;
    await threads.run('compressFile', { from, to: join(folder(), 'out'), compression }, options);
    delay.disable();
    expect(bytes).toBe(8 * 1024 * 1024);
    // The median, since a busy machine delays any loop now and then; `npm run bench` measures the 99th percentile.
    expect(delay.percentile(50) / 1e6).toBeLessThan(50);
  });

  it('hand errors back with code and message', async () => {
    const signal = new AbortController().signal;
    const error = await compress(join(folder(), 'absent'), signal).catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(ExportError);
    expect(error).toEqual(jasmine.objectContaining({ code: 'ENOENT' }));
    expect((error as Error).message).toContain('ENOENT');
  });
});

describe('sideBySide', () => {
  it('waits for all, and when one fails cancels the others and throws what that one threw', async () => {
    const cancelled: number[] = [];
    const failure = new Error('the second one');
    const work = sideBySide([1, 2, 3], new AbortController().signal, async (item, signal) => {
      if (item === 2) throw failure;
      await once(signal, 'abort');
      await Promise.resolve();
      cancelled.push(item);
    });
    await expectAsync(work).toBeRejectedWith(failure);
    expect(cancelled).toEqual([1, 3]);
  });
});
