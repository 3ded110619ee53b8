import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import express from 'express';
import { endWithError } from './answer-malformed-requests.ts';
import { AppError } from './errors.ts';
import { listen } from './listen.ts';

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
});
