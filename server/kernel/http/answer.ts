import type { Response } from 'express';
import type { Operation } from '../../contracts/operation.ts';
import { isJsonReply } from './reply.ts';

/** A JSON answer before it is written; also what is remembered for an idempotency key. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; absent for an empty answer. */
  readonly body?: string;
}

/** The answer that a handler's result stands for. */
export function answerOf(operation: Operation, result: unknown): Answer {
  const { body, status, headers } = isJsonReply(result) ? result : { body: result };
  return {
    status: status ?? operation.success.status,
    headers: headers ?? {},
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** For specs. @throws Error where the answer does not fit what the contract declares. */
export function checkAnswer({ id, success }: Operation, { body }: Answer): void {
  const checked = success.schema?.safeParse(body === undefined ? undefined : JSON.parse(body));
  if (checked?.success === false) {
    throw new Error(`The answer of ${id} does not fit its schema: ${checked.error.message}`);
  }
}

export function writeAnswer(response: Response, { status, headers, body }: Answer): void {
  response.status(status).set(headers);
  if (body === undefined) response.end();
  else response.type('application/json').send(body);
}
