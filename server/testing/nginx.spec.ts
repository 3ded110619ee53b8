import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startNginx } from './nginx.ts';
import { openSse } from './sse-reader.ts';
import { requireProgram } from './require-program.ts';

describe('startNginx', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** Answers with its name, what it was told of the client, and the path as it came. */
  async function startNamed(name: string): Promise<string> {
    const server = createServer(({ url, headers }, response) => {
      if (url === '/events') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
        response.write('id: 1\ndata: {}\n\n');
        return;
      }
      response.end(JSON.stringify({ name, url, host: headers.host, forwarded: headers['x-forwarded-for'] }));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('goes to each upstream in turn, with the host that was asked for and the address it saw itself', async () => {
    requireProgram('nginx');
    const nginx = await startNginx({ upstreams: [await startNamed('first'), await startNamed('second')] });
    const ask = async () => {
      const answer = await fetch(`${nginx.url}/a%2fb//c`, { headers: { 'X-Forwarded-For': '6.6.6.6' } });
      return (await answer.json()) as Record<string, string>;
    };
    const answers = [await ask(), await ask(), await ask(), await ask()];
    expect(answers.map(({ name }) => name)).toEqual(['first', 'second', 'first', 'second']);
    expect(answers[0]).toEqual({
      name: 'first',
      url: '/a%2fb//c',
      host: new URL(nginx.url).host,
      forwarded: '127.0.0.1',
    });
    await nginx.close();
    await expectAsync(fetch(nginx.url)).toBeRejected();
  });

  it('passes an event on as it comes, and survives an upstream that is away', async () => {
    requireProgram('nginx');
    const nginx = await startNginx({ upstreams: [await startNamed('only'), 'http://127.0.0.1:1'] });
    for (let count = 0; count < 4; count++) expect((await fetch(nginx.url)).status).toBe(200);
    expect(nginx.errors.join()).toContain('Connection refused');
    const stream = await openSse(await fetch(`${nginx.url}/events`));
    expect(await stream.take(1)).toHaveSize(1);
    stream.close();
    await nginx.close();
  });

  it('says what is wrong when it does not start', async () => {
    requireProgram('nginx');
    const nginx = await startNginx({ upstreams: ['http://127.0.0.1:1'] });
    const port = Number(new URL(nginx.url).port);
    await expectAsync(startNginx({ upstreams: ['http://127.0.0.1:1'], port })).toBeRejectedWithError(
      /Address already in use/,
    );
    await nginx.close();
  });
});
