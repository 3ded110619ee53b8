/** The same pieces until the signal aborts: then its reason is thrown. @throws the signal's reason */
export async function* untilAborted<Piece>(content: AsyncIterable<Piece>, signal: AbortSignal): AsyncGenerator<Piece> {
  for await (const piece of content) {
    signal.throwIfAborted();
    yield piece;
  }
}

/**
 * The answer of a system that may never give one: when the signal aborts nobody waits for it any longer.
 * @throws the signal's reason; else what `answer` is rejected with.
 */
export async function unlessAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  // What comes later is not heard.
  answer.catch(() => undefined);
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
