import { type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What comes out of a transform stream that is fed with this content. Errors of either side reach the reader unchanged. */
export async function* pipeThrough(
  content: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Uint8Array> {
  const feeding = pipeline(content, transform);
  // A failure also destroys the transform, so the loop below throws it; here it must only not go unhandled.
  feeding.catch(() => undefined);
  for await (const piece of transform as AsyncIterable<Uint8Array>) yield piece;
  await feeding;
}
