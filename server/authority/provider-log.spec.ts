import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type AuthorityUnderTest, startAuthorityUnderTest } from './testing/authority-under-test.ts';

describe('A client that leaves the authority', () => {
  let authority: AuthorityUnderTest;
  let printed: jasmine.Spy;

  beforeAll(async () => {
    authority = await startAuthorityUnderTest();
  });
  beforeEach(() => {
    printed = spyOn(console, 'error');
    authority.lines.length = 0;
  });
  afterAll(() => authority.close());

  async function open(request: string): Promise<Socket> {
    const { hostname, port, host } = new URL(authority.config.issuer);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(request.replace('HOST', host));
    return socket;
  }

  const lineOf = async (text: string) => {
    const found = () => authority.lines.find(({ message }) => message === text);
    while (!found()) await new Promise((resolve) => setImmediate(resolve));
    return found();
  };

  it('in the middle of a form prints no stack, and is a line for whoever looks closely', async () => {
    const form = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000';
    const socket = await open(`POST /token HTTP/1.1\r\nHost: HOST\r\n${form}\r\n\r\ngrant_type=`);
    socket.resetAndDestroy();
    const line = await lineOf('client left');
    expect(line?.['level']).toBe('debug');
    expect(printed).not.toHaveBeenCalled();
  });

  it('does not disturb the next', async () => {
    const socket = await open('GET /.well-known/openid-configuration HTTP/1.1\r\nHost: HOST\r\n\r\n');
    socket.resetAndDestroy();
    expect((await fetch(new URL('/jwks', authority.config.issuer))).status).toBe(200);
    expect(printed).not.toHaveBeenCalled();
    expect(authority.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
