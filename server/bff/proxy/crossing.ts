import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Response } from 'express';
import type { Operation } from '../../contracts/operation.ts';
import { type AppError } from '../../kernel/http/errors.ts';
import { answerHeaders } from './answer-headers.ts';
import { bodyLimitOf, countBody } from './body-limit.ts';
import { challengeError } from './challenge.ts';
import { awaitAnswer, awaitPieces, type Patience } from './patience.ts';
import { foreignAnswer, upstreamError } from './upstream-errors.ts';
import type { TokenPresenter } from './upstream-proof.ts';
import type { Passage } from './upstream-proxies.ts';
import type { Upstream } from './upstream.ts';

export interface CrossingParts {
  readonly request: IncomingMessage;
  readonly response: Response;
  readonly operation: Operation;
  readonly upstream: Upstream;
  readonly presenter: TokenPresenter;
  readonly patience: Patience;
  /** Sends the same request again with a new proof. */
  readonly sendAgain: () => void;
  /** Gets a newer token for `sendAgain`; false where there is none. */
  readonly renewToken: () => Promise<boolean>;
  readonly fail: (error: AppError) => void;
  /** The service has refused what the person may not do there; its answer is passed on. */
  readonly onScopeRefusal: () => void;
}

/** What happens to one request between the BFF and an upstream: patience on the way there, a clean answer on the way back. */
export function createCrossing(parts: CrossingParts): Passage {
  const { request, response, operation, upstream, presenter, patience, sendAgain, renewToken } = parts;
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  /** Once, for whatever reason, and never what has a body: that is gone. */
  let mayRepeat = !isChunked && Number(request.headers['content-length'] ?? 0) === 0;
  let call: ClientRequest | undefined;

  function fail(error: unknown): void {
    // Nobody is left to be told.
    if (response.destroyed) return;
    parts.fail(upstreamError(upstream.name, error));
  }

  function refuse(answer: IncomingMessage): void {
    fail(foreignAnswer(upstream.name, answer.statusCode ?? 0));
    leave(answer);
  }

  function repeat(): void {
    mayRepeat = false;
    sendAgain();
  }

  async function repeatWithNewToken(answer: IncomingMessage): Promise<void> {
    mayRepeat = false;
    try {
      if (await renewToken()) sendAgain();
      else fail(foreignAnswer(upstream.name, answer.statusCode ?? 0));
    } catch (error) {
      fail(error);
    }
  }

  return {
    onCall(started) {
      call = started;
      awaitAnswer(call, patience);
      if (isChunked) countBody(request, call, bodyLimitOf(operation));
      // Unasked for; without a listener Node would close the connection and say nothing of it.
      call.once('upgrade', (answer: IncomingMessage) => refuse(answer));
    },

    onAnswer(answer) {
      // Whoever asked has gone, or the session has ended, before the upstream began to answer.
      if (response.destroyed) {
        answer.destroy();
        return;
      }
      const status = answer.statusCode ?? 0;
      presenter.learn(upstream, answer.headers['dpop-nonce']);
      const refusal = status === 401 || status === 403 ? challengeError(answer.headers) : undefined;
      if (mayRepeat && refusal === 'use_dpop_nonce') {
        answer.resume();
        repeat();
        return;
      }
      if (mayRepeat && refusal === 'invalid_token') {
        answer.resume();
        void repeatWithNewToken(answer);
        return;
      }
      const headers = answerHeaders(answer.headers, { upstream: upstream.url, prefix: upstream.prefix });
      const isJson = /^application\/json\b/.test(answer.headers['content-type'] ?? '');
      if (!headers || status < 200 || (status >= 500 && !isJson)) {
        refuse(answer);
        return;
      }
      // The session is fine; it is the service that does not take our token. Nobody is sent to sign in for that.
      if (status === 401 && headers['www-authenticate'] === undefined) {
        refuse(answer);
        return;
      }
      mayRepeat = false;
      if (refusal === 'insufficient_scope') parts.onScopeRefusal();
      // A proxy in front must not collect a stream before it passes it on.
      if (operation.transport === 'events') response.setHeader('X-Accel-Buffering', 'no');
      response.writeHead(status, headers);
      if (operation.transport === 'events') response.flushHeaders();
      awaitPieces(answer, response, patience);
      // The proxy destroys the response where the answer is cut: who downloads must see that it is not all.
      answer.pipe(response);
    },

    onError(error) {
      if (mayRepeat && isReading(request) && wasClosedBefore(call, error)) repeat();
      else fail(error);
    },
  };
}

function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * The service had closed an idle connection while the request was on its way into it, as any server may at any time
 * (RFC 9112, section 9.3.1, which also says what may be sent again for it).
 */
function wasClosedBefore(call: ClientRequest | undefined, error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return call?.reusedSocket === true && (code === 'ECONNRESET' || code === 'EPIPE');
}

const smallAnswer = 64 * 1024;

/** Reads a small answer to its end, which keeps the connection; of any other nobody knows how long it is. */
function leave(answer: IncomingMessage): void {
  if (Number(answer.headers['content-length'] ?? Infinity) <= smallAnswer) answer.resume();
  else answer.destroy();
}
