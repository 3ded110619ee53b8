import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';
import type { Operation } from '../../contracts/operation.ts';
import { type AppError } from '../../kernel/http/errors.ts';
import { answerHeaders } from './answer-headers.ts';
import { bodyLimitOf, countBody } from './body-limit.ts';
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
  readonly fail: (error: AppError) => void;
  /** The service has refused what the person may not do there; its answer is passed on. */
  readonly onScopeRefusal: () => void;
}

/** What happens to one request between the BFF and an upstream: patience on the way there, a clean answer on the way back. */
export function createCrossing(parts: CrossingParts): Passage {
  const { request, response, operation, upstream, presenter, patience, sendAgain } = parts;
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  let mayRepeat = !isChunked && Number(request.headers['content-length'] ?? 0) === 0;

  function fail(error: unknown): void {
    // Nobody is left to be told.
    if (response.destroyed) return;
    parts.fail(upstreamError(upstream.name, error));
  }

  function refuse(answer: IncomingMessage, error: AppError): void {
    answer.resume();
    fail(error);
  }

  return {
    onCall(call) {
      awaitAnswer(call, patience);
      if (isChunked) countBody(request, call, bodyLimitOf(operation));
    },

    onAnswer(answer) {
      // Whoever asked has gone, or the session has ended, before the upstream began to answer.
      if (response.destroyed) {
        answer.destroy();
        return;
      }
      const status = answer.statusCode ?? 0;
      presenter.learn(upstream, answer.headers['dpop-nonce']);
      if (mayRepeat && asksForNonce(answer)) {
        mayRepeat = false;
        answer.resume();
        sendAgain();
        return;
      }
      const headers = answerHeaders(answer.headers, { upstream: upstream.url, prefix: upstream.prefix });
      const isOurs = status < 500 || /^application\/json\b/.test(answer.headers['content-type'] ?? '');
      if (!headers || !isOurs) {
        refuse(answer, foreignAnswer(upstream.name, status));
        return;
      }
      // The session is fine; it is the service that does not take our token. Nobody is sent to sign in for that.
      if (status === 401 && headers['www-authenticate'] === undefined) {
        refuse(answer, foreignAnswer(upstream.name, status));
        return;
      }
      if (isScopeRefusal(answer)) parts.onScopeRefusal();
      // A proxy in front must not collect a stream before it passes it on.
      if (operation.transport === 'events') response.setHeader('X-Accel-Buffering', 'no');
      response.writeHead(status, headers);
      if (operation.transport === 'events') response.flushHeaders();
      awaitPieces(answer, response, patience);
      // The proxy destroys the response where the answer is cut: who downloads must see that it is not all.
      answer.pipe(response);
    },

    onError: fail,
  };
}

/** RFC 6750, section 3.1. */
function isScopeRefusal({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 403 && /\berror="insufficient_scope"/.test(headers['www-authenticate'] ?? '');
}

function asksForNonce({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 401 && /\berror="use_dpop_nonce"/.test(headers['www-authenticate'] ?? '');
}
