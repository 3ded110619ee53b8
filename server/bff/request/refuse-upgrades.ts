import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { endWithError, type Surroundings } from '../../kernel/http/answer-malformed-requests.ts';
import { AppError } from '../../kernel/http/errors.ts';

/**
 * What Node's server hands over beside requests. An upgrade would go past every check; a `CONNECT` asks for a tunnel; an
 * expectation must reach the check that refuses it (`checkWire`) instead of being answered by Node.
 */
export function refuseUpgrades(server: Server, surroundings: Surroundings): void {
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    const refusal = new AppError('ERR_UPGRADE', 'The connection cannot be upgraded to another protocol.');
    endWithError(socket, refusal, surroundings);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    endWithError(socket, new AppError('ERR_METHOD', 'CONNECT is not possible here.'), surroundings);
  });
  const asRequest = (request: IncomingMessage, response: unknown) => void server.emit('request', request, response);
  server.on('checkContinue', asRequest);
  server.on('checkExpectation', asRequest);
}
