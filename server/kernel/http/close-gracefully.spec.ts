import { once } from 'node:events';
import { Agent, request as startRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import express from 'express';
import { listen } from './listen.ts';
import { OpenAnswers } from './open-answers.ts';

describe('A server that closes', () => {
  it('answers what was on its way on an idle connection, and asks for a new one', async () => {
    const app = express();
    app.use((_request, response) => {
      OpenAnswers.of(app).add(response);
      response.end('answered');
    });
    const server = await listen(app, { host: '127.0.0.1', port: 0 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async () => {
      const request = startRequest(server.url, { method: 'POST', agent }).end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return { connection: response.headers.connection, body: await text(response), reused: request.reusedSocket };
    };
    expect(await ask()).toEqual({ connection: 'keep-alive', body: 'answered', reused: false });
    const closed = server.close({ graceMs: 60_000 });
    expect(await ask()).toEqual({ connection: 'close', body: 'answered', reused: true });
    await closed;
    await expectAsync(ask()).toBeRejected();
    agent.destroy();
  });
});
