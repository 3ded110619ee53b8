export interface Repetition {
  /** Resolves when the work that is under way has ended. */
  stop(): Promise<void>;
}

/** Runs work now and, until stopped, again `everyMs` after it has ended. It never overlaps and keeps no process alive. */
export function repeat(
  work: () => Promise<unknown>,
  { everyMs, onError }: { readonly everyMs: number; readonly onError: (error: unknown) => void },
): Repetition {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = run();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };

  async function run(): Promise<void> {
    await work().catch(onError);
    if (stopped) return;
    timer = setTimeout(() => {
      running = run();
    }, everyMs).unref();
  }
}
