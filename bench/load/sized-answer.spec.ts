import { SizedAnswer } from './sized-answer.ts';

describe('A download as the load generator counts it', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';

  it('is complete with its last byte, however it is cut', () => {
    const answer = new SizedAnswer(5);

    expect(answer.read(Buffer.from(head.slice(0, 10)))).toBeFalse();
    expect(answer.read(Buffer.from(`${head.slice(10)}ab`))).toBeFalse();
    expect(answer.read(Buffer.from('cd'))).toBeFalse();
    expect(answer.read(Buffer.from('e'))).toBeTrue();
  });

  it('is refused where it is another', () => {
    expect(() => new SizedAnswer(4).read(Buffer.from(head))).toThrowError(/an answer of 5 length/);
    expect(() => new SizedAnswer(5).read(Buffer.from(head.replace('200 OK', '503 Busy')))).toThrowError(/answer 503/);
    expect(() => new SizedAnswer(5).read(Buffer.from(`${head}abcdef`))).toThrowError(/more bytes/);
  });
});
