import { randomUUID } from 'node:crypto';
import type { ErrorEnvelope } from '../../contracts/errors.ts';
import { encodeHeaderText } from '../../kernel/http/header-text.ts';

/** An answer: `body` is what the contract declares for the status, which the spec knows. */
export interface Answered<Body> {
  readonly status: number;
  readonly body: Body;
}

export interface OperatorHeaders {
  readonly reason?: string;
  readonly ticket?: string;
  readonly key?: string;
}

/** Calls a locker over HTTP as one person or service, in one tenant. */
export class LockerCaller {
  readonly #url: string;
  readonly #tenant: string;
  readonly #token: string;

  constructor(url: string, tenant: string, token: string) {
    this.#url = url;
    this.#tenant = tenant;
    this.#token = token;
  }

  get<Body>(path: string): Promise<Answered<Body>> {
    return this.#call('GET', path);
  }

  delete(path: string): Promise<Answered<ErrorEnvelope | undefined>> {
    return this.#call('DELETE', path);
  }

  post<Body>(path: string, body: unknown, operator: OperatorHeaders = {}): Promise<Answered<Body>> {
    return this.#call('POST', path, typeof body === 'string' ? body : JSON.stringify(body), operator);
  }

  /** A call that must be refused. */
  async refused(call: Promise<Answered<unknown>>): Promise<ErrorEnvelope & { readonly status: number }> {
    const { status, body } = await call;
    expect(status).withContext(JSON.stringify(body)).toBeGreaterThanOrEqual(400);
    return { ...(body as ErrorEnvelope), status };
  }

  /** Text of the event stream as it arrives; ends when `signal` aborts. */
  async *events(path: string, signal: AbortSignal): AsyncGenerator<string> {
    const response = await fetch(`${this.#url}${path}`, { headers: this.#headers({}), signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const decoder = new TextDecoder();
    const body = response.body as ReadableStream<Uint8Array> | null;
    for await (const chunk of body ?? []) yield decoder.decode(chunk, { stream: true });
  }

  async #call<Body>(
    method: string,
    path: string,
    body?: string,
    operator: OperatorHeaders = {},
  ): Promise<Answered<Body>> {
    const headers = this.#headers(operator, body !== undefined);
    const response = await fetch(`${this.#url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  }

  #headers({ reason, ticket, key = randomUUID() }: OperatorHeaders, hasBody = false): Record<string, string> {
    return {
      authorization: `Bearer ${this.#token}`,
      'x-stella-tenant': this.#tenant,
      'idempotency-key': key,
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...(reason === undefined ? {} : { 'x-stella-operator-reason': encodeHeaderText(reason) }),
      ...(ticket === undefined ? {} : { 'x-stella-operator-ticket': encodeHeaderText(ticket) }),
    };
  }
}
