const endOfHead = Buffer.from('\r\n\r\n');
const endOfChunks = Buffer.from('0\r\n\r\n');

/** Finds the end of HTTP/1.1 answers that come one at a time, with Content-Length or chunked (RFC 9112, section 6). */
export class AnswerReader {
  #received: Buffer = Buffer.alloc(0);

  /**
   * @returns the status once the answer is complete, undefined before
   * @throws on an answer without a length
   */
  read(chunk: Buffer): number | undefined {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf(endOfHead);
    if (headEnd < 0) return undefined;
    const head = this.#received.toString('latin1', 0, headEnd);
    if (!isComplete(head, this.#received.subarray(headEnd + endOfHead.length))) return undefined;
    this.#received = Buffer.alloc(0);
    return Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
  }
}

function isComplete(head: string, body: Buffer): boolean {
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) return body.length >= Number(length);
  if (!/^transfer-encoding: *chunked/im.test(head)) throw new Error('answer without a length');
  return body.subarray(-endOfChunks.length).equals(endOfChunks);
}
