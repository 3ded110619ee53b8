import { randomUUID } from 'node:crypto';
import type { ErrorEnvelope } from '../../contracts/errors.ts';
import { encodeHeaderText } from '../../kernel/http/header-text.ts';
import { openSse, type SseReader } from '../../testing/sse-reader.ts';

/** An answer: `body` is what the contract declares for the status, which the spec knows. */
export interface Answered<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface CallHeaders {
  /** Idempotency-Key; a fresh one by default. */
  readonly key?: string;
  /** `If-Match`, as it stands in the header. */
  readonly ifMatch?: string;
  readonly reason?: string;
}

/** Calls an Export Center over HTTP as one person in one tenant. */
export class CenterCaller {
  readonly #url: string;
  readonly #tenant: string;
  readonly #token: string;

  constructor(url: string, tenant: string, token: string) {
    this.#url = url;
    this.#tenant = tenant;
    this.#token = token;
  }

  get<Body>(path: string): Promise<Answered<Body>> {
    return this.#json('GET', path, undefined, {});
  }

  post<Body>(path: string, body?: unknown, headers: CallHeaders = {}): Promise<Answered<Body>> {
    return this.#json('POST', path, body, headers);
  }

  put<Body>(path: string, body: unknown, headers: CallHeaders = {}): Promise<Answered<Body>> {
    return this.#json('PUT', path, body, headers);
  }

  delete<Body>(path: string, headers: CallHeaders = {}): Promise<Answered<Body>> {
    return this.#json('DELETE', path, undefined, headers);
  }

  /** A call that must be refused. */
  async refused(call: Promise<Answered<unknown>>): Promise<ErrorEnvelope & { readonly status: number }> {
    const { status, body } = await call;
    expect(status).withContext(JSON.stringify(body)).toBeGreaterThanOrEqual(400);
    return { ...(body as ErrorEnvelope), status };
  }

  /** A call of which the bytes matter. */
  fetch(path: string, init: { method?: string; headers?: Record<string, string>; signal?: AbortSignal } = {}) {
    return fetch(`${this.#url}${path}`, { ...init, headers: { ...this.#headers({}), ...init.headers } });
  }

  /** The event stream from a position, or from where the operation begins without one. */
  async events(path: string, lastEventId?: string): Promise<SseReader> {
    return openSse(
      await this.fetch(path, lastEventId === undefined ? {} : { headers: { 'last-event-id': lastEventId } }),
    );
  }

  async #json<Body>(method: string, path: string, body: unknown, given: CallHeaders): Promise<Answered<Body>> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { ...this.#headers(given), ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const init = { method, headers, ...(body === undefined ? {} : { body: text }) };
    const response = await fetch(`${this.#url}${path}`, init);
    const answer = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (answer === '' ? undefined : JSON.parse(answer)) as Body,
    };
  }

  #headers({ key = randomUUID(), ifMatch, reason }: CallHeaders): Record<string, string> {
    return {
      authorization: `Bearer ${this.#token}`,
      'x-stella-tenant': this.#tenant,
      'idempotency-key': key,
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(reason === undefined ? {} : { 'x-stella-operator-reason': encodeHeaderText(reason) }),
    };
  }
}
