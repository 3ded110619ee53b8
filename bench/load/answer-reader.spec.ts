import { AnswerReader } from './answer-reader.ts';

describe('The answer reader of the load generator', () => {
  it('waits for the last byte of a body with a length, then takes the next answer', () => {
    const reader = new AnswerReader();

    expect(reader.read(Buffer.from('HTTP/1.1 200 OK\r\nContent-Le'))).toBeUndefined();
    expect(reader.read(Buffer.from('ngth: 4\r\n\r\nabc'))).toBeUndefined();
    expect(reader.read(Buffer.from('d'))).toBe(200);
    expect(reader.read(Buffer.from('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n'))).toBe(503);
  });

  it('waits for the last chunk', () => {
    const reader = new AnswerReader();

    expect(
      reader.read(Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n')),
    ).toBeUndefined();
    expect(reader.read(Buffer.from('0\r\n\r\n'))).toBe(200);
  });

  it('refuses an answer whose end it cannot know', () => {
    expect(() => new AnswerReader().read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nabc'))).toThrowError(/without a length/);
  });
});
