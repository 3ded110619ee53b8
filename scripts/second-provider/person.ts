import type { BrowserContext, Page } from '@playwright/test';
import type { z } from 'zod';
import type { Operation, ResultOf } from '../../server/contracts/operation.ts';
import { addressOf } from '../../server/kernel/http/operation-address.ts';
import type { ProviderUnderTest } from './provider-under-test.ts';
import type { User } from './users.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined where the answer is no JSON. */
  readonly body: unknown;
}

export interface Call<Op extends Operation> {
  readonly tenant?: string;
  readonly params?: Given<Op['params']>;
  readonly query?: Given<Op['query']>;
  readonly body?: Given<Op['body']>;
}

type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;

/** Where sign-ins come back to: an answer of the BFF that starts no calls of its own. */
const landing = '/status';

/** Somebody at the console with a browser of their own. */
export class Person {
  readonly user: User;
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #origin: string;
  readonly #provider: ProviderUnderTest;

  constructor(user: User, page: Page, origin: string, provider: ProviderUnderTest) {
    this.user = user;
    this.page = page;
    this.#context = page.context();
    this.#origin = origin;
    this.#provider = provider;
  }

  async signIn(): Promise<void> {
    await this.goToProvider('/bff/login');
    await this.#provider.signIn(this.page, this.user);
    await this.#backAtConsole();
  }

  /** For what needs a fresh sign-in, in the running session. */
  async stepUp(): Promise<void> {
    await this.goToProvider('/bff/step-up');
    await this.#provider.signInAnew(this.page, this.user);
    await this.#backAtConsole();
  }

  /** Opens an address of the BFF, and is at the provider when this returns. */
  async goToProvider(path: string): Promise<void> {
    await this.page.goto(`${this.#origin}${path}?returnTo=${landing}`);
    const { origin } = new URL(this.#provider.issuer);
    if (new URL(this.page.url()).origin !== origin) throw new Error(`The browser is at ${this.page.url()}`);
  }

  /** @throws Error with what the operation answered instead of a success */
  async ask<const Op extends Operation>(operation: Op, call: Call<Op> = {}): Promise<ResultOf<Op>> {
    const { status, body } = await this.call(operation, call);
    const { success } = operation;
    if (status !== success.status) throw new Error(`${operation.id} answered ${status}: ${JSON.stringify(body)}`);
    return success.schema?.parse(body) as ResultOf<Op>;
  }

  /** A call of the console's code, with all that it sends; the cookies are the browser's. */
  async call<const Op extends Operation>(operation: Op, call: Call<Op> = {}): Promise<Answer> {
    const { tenant, body } = call;
    const response = await this.#context.request.fetch(addressOf(this.#origin, operation, call).href, {
      method: operation.method.toUpperCase(),
      failOnStatusCode: false,
      headers: {
        'Sec-Fetch-Site': 'same-origin',
        'Sec-Fetch-Mode': 'cors',
        Origin: this.#origin,
        'X-Stella-Console': '1',
        ...(tenant === undefined ? {} : { 'X-Stella-Tenant': tenant }),
        ...(operation.operator ? { 'X-Stella-Operator-Reason': 'Second provider' } : {}),
        ...(operation.idempotency ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { data: body }),
    });
    const headers = response.headers();
    const isJson = headers['content-type']?.startsWith('application/json') === true;
    return { status: response.status(), headers, body: isJson ? ((await response.json()) as unknown) : undefined };
  }

  async #backAtConsole(): Promise<void> {
    await this.page.waitForURL((url) => url.origin === this.#origin);
    const { pathname } = new URL(this.page.url());
    if (pathname !== landing) throw new Error(`At ${pathname}: ${await this.page.locator('body').innerText()}`);
  }
}
