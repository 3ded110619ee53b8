import { ByteSource } from './byte-source.ts';

function sourceOf(...pieces: string[]): ByteSource {
  return new ByteSource(ReadableStream.from(pieces.map((piece) => Buffer.from(piece))));
}

async function linesOf(source: ByteSource): Promise<string[]> {
  const lines: string[] = [];
  for (let line = await source.readLine(10); line; line = await source.readLine(10)) {
    lines.push(Buffer.from(line).toString());
  }
  return lines;
}

describe('ByteSource', () => {
  it('finds lines across pieces, also empty ones and a last one without its end', async () => {
    expect(await linesOf(sourceOf('on', 'e\ntw', '', 'o\n', '\nthr', 'ee'))).toEqual(['one', 'two', '', 'three']);
    expect(await linesOf(sourceOf('one\n'))).toEqual(['one']);
    expect(await linesOf(sourceOf())).toEqual([]);
  });

  it('refuses a line beyond its limit before it is in memory', async () => {
    await expectAsync(linesOf(sourceOf('12345', '67890', '1'))).toBeRejectedWithError(RangeError);
  });

  it('reads an exact number of bytes, fewer only at the end', async () => {
    const source = sourceOf('abc', 'def');
    expect(Buffer.from(await source.readExactly(4)).toString()).toBe('abcd');
    expect(Buffer.from(await source.readExactly(4)).toString()).toBe('ef');
    expect(await source.readSome(1)).toBeUndefined();
  });
});
