import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import express from 'express';
import { recordingLogger } from '../../testing/test-logger.ts';
import { endWithError } from './answer-malformed-requests.ts';
import { AppError } from './errors.ts';
import { listen } from './listen.ts';

describe('What Node’s parser refuses', () => {
  async function answerTo(bytes: string): Promise<string> {
    const app = express();
    app.get('/long', (_request, response) => void response.write('begun'));
    app.all('/short', (_request, response) => void response.json('done'));
    const server = await listen(app, { host: '127.0.0.1', port: 0 });
    const caller = connect({ port: server.port, host: '127.0.0.1' }, () => caller.write(bytes));
    const answer = await text(caller);
    await server.close({ graceMs: 0 });
    return answer;
  }
  const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  const garbage = '\u0000\r\n\r\n';

  it('is answered once, and the connection closed', async () => {
    expect(statuses(await answerTo(garbage))).toEqual(['400']);
    expect(statuses(await answerTo(`GET / HTTP/1.1\r\nHost: a\r\n${garbage}`))).toEqual(['400']);
  });

  it('gets no second answer where the first was given before the parser saw what is wrong', async () => {
    const post = 'POST /short HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n';
    expect(statuses(await answerTo(post))).toEqual(['200']);
  });

  it('does not get into the middle of another answer', async () => {
    const long = 'GET /long HTTP/1.1\r\nHost: a\r\n\r\n';
    expect(statuses(await answerTo(`${long}${garbage}`))).toEqual(['200']);
    expect(statuses(await answerTo(`${long}GET /short HTTP/1.1\r\nHost: a\r\n\r\n${garbage}`))).toEqual(['200']);
  });
});

describe('A socket that Node hands over', () => {
  const refusal = new AppError('ERR_UPGRADE', 'No.');

  it('may break without ending the process', async () => {
    const socket = new Duplex({ read: () => undefined, write: () => undefined });
    endWithError(socket, refusal);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.destroy(new Error('read ECONNRESET'));
    await closed;
    expect(socket.errored).toEqual(jasmine.objectContaining({ message: 'read ECONNRESET' }));
  });

  it('is closed after its answer, though its caller leaves it open, and does not hold up the shutdown', async () => {
    const server = await listen(express(), { host: '127.0.0.1', port: 0 });
    server.server.on('upgrade', (_request, socket: Duplex) => endWithError(socket, refusal));
    const caller = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    caller.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [answer] = (await once(caller, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 426 ERR_UPGRADE\r\n/);
    await server.close({ graceMs: 0 });
    caller.destroy();
  });

  it('has its answer in the log, under the trace id that its caller saw', async () => {
    const { logger, lines } = recordingLogger();
    const server = await listen(express(), { host: '127.0.0.1', port: 0, logger });
    const caller = connect({ port: server.port, host: '127.0.0.1' }, () => caller.write('no HTTP\r\n\r\n'));
    const answer = await text(caller);
    expect(lines).toEqual([
      jasmine.objectContaining({
        traceId: /x-stella-trace-id: (\S+)/i.exec(answer)?.[1],
        status: 400,
        errorCode: 'ERR_VALIDATION',
      }),
    ]);
    await server.close({ graceMs: 0 });
  });
});
