// Child process of downloads.ts.
import { connect, type Socket } from 'node:net';
import { answerTask } from './answer-task.ts';
import type { Downloads, DownloadsResult } from './downloads.ts';
import { addressOf, getRequest, loopbackUrl } from './loopback.ts';
import { Pace } from './pace.ts';
import { SizedAnswer } from './sized-answer.ts';

await answerTask(
  async ({ url, headers = [], parallel, bytes, bytesPerSecond }: Downloads): Promise<DownloadsResult> => {
    const target = loopbackUrl(url);
    const started = performance.now();
    await Promise.all(
      Array.from({ length: parallel }, (_, index) => {
        const request = getRequest(target, headers[index % headers.length]);
        return downloadOnce(target, request, new SizedAnswer(bytes), new Pace(bytesPerSecond));
      }),
    );
    return { seconds: (performance.now() - started) / 1000 };
  },
);

/** One buffer for all reads: what is measured is the proxy, not this process's collector of garbage. */
function downloadOnce(target: URL, request: Buffer, answer: SizedAnswer, pace: Pace): Promise<undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const read = (length: number, buffer: Uint8Array): boolean => {
    try {
      if (answer.read(buffer.subarray(0, length))) resolve(undefined);
    } catch (error) {
      reject(error);
    }
    const waitMs = pace.waitAfter(length);
    if (waitMs > 0) setTimeout(() => socket.resume(), waitMs);
    return waitMs === 0;
  };
  const onread = { buffer: Buffer.alloc(256 * 1024), callback: read };
  const socket: Socket = connect({ ...addressOf(target), onread }, () => socket.write(request));
  socket.on('error', reject);
  socket.on('close', () => reject(new Error('the download was cut off')));
  return promise.finally(() => socket.destroy());
}
