import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Response } from 'express';
import { streamEvents } from '../../contracts/export-center/operations.ts';
import { createCrossing } from './crossing.ts';
import { patienceOf } from './patience.ts';

describe('The crossing of a request', () => {
  it('drops the answer when whoever asked has gone before it began, and harms nobody else', () => {
    const request = new IncomingMessage(new Socket());
    const response = new ServerResponse(request);
    const answer = new IncomingMessage(new Socket());
    answer.statusCode = 200;
    const fail = jasmine.createSpy('fail');
    const passage = createCrossing({
      request,
      response: response as Response,
      operation: streamEvents,
      upstream: {
        name: 'Export Center',
        url: 'http://127.0.0.1:1',
        prefix: '/api/export',
        audience: 'urn:test',
      } as never,
      presenter: { learn: () => undefined } as never,
      patience: patienceOf.events,
      renewToken: () => Promise.resolve(false),
      sendAgain: () => undefined,
      fail,
      onScopeRefusal: fail,
    });
    response.destroy();
    expect(() => passage.onAnswer(answer)).not.toThrow();
    expect(answer.destroyed).toBeTrue();
    expect(fail).not.toHaveBeenCalled();
  });
});
