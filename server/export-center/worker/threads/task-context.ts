/** Work done since the last report. */
export interface WorkDone {
  readonly items: number;
  readonly bytes: number;
}

/** What a task on a worker thread has besides its input. */
export interface TaskContext {
  readonly signal: AbortSignal;
  readonly report: (done: WorkDone) => void;
}

/** The same pieces, reported as they pass and cut off when the task is cancelled. */
export async function* tracked(content: AsyncIterable<Uint8Array>, context: TaskContext): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    context.signal.throwIfAborted();
    yield piece;
    context.report({ items: 0, bytes: piece.length });
  }
}
