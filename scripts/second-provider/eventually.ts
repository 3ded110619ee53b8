import { setTimeout as delay } from 'node:timers/promises';

/** Looks again until `look` finds something. @throws Error after `seconds` */
export async function eventually<T>(seconds: number, what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await delay(100);
  }
}
