import { EventReader } from './event-reader.ts';

describe('The reader of event streams', () => {
  const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
  const event = (at: number) => `40\r\nid: 1\nevent: run.progress\ndata: {"done":1,"sentAt":"${at}"}\n\n\r\n`;
  const readAll = (pieces: readonly string[]) => {
    const reader = new EventReader();
    return { times: pieces.flatMap((piece) => reader.read(Buffer.from(piece))), reader };
  };

  it('takes each event once, however the bytes are cut', () => {
    const text = head + event(12) + event(345);
    const expected = [12n, 345n];

    expect(readAll([text]).times).toEqual(expected);
    expect(readAll(Array.from(text)).times).toEqual(expected);
  });

  it('knows when the stream is open', () => {
    expect(readAll([head.slice(0, -1)]).reader.opened).toBeFalse();
    expect(readAll([head]).reader.opened).toBeTrue();
  });

  it('refuses another status', () => {
    expect(() => readAll(['HTTP/1.1 429 Too Many Requests\r\n'])).toThrowError(/answer 429/);
  });
});
