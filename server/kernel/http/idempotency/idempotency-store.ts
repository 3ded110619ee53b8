import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Answer } from '../answer.ts';
import { AppError } from '../errors.ts';

/** Who asked for what under which key; `requestDigest` tells whether it is the same request. */
export interface Reservation {
  readonly key: string;
  readonly subject: string;
  readonly tenant: string;
  readonly method: string;
  readonly path: string;
  readonly requestDigest: string;
}

interface Remembered {
  request_digest: string;
  status: number | null;
  headers: Record<string, string> | null;
  body: string | null;
}

const keptMs = 24 * 3_600_000;
const sweepEveryMs = 3_600_000;

/** The table `kernel.idempotency`: keys with their first answer. */
export class IdempotencyStore {
  readonly #database: Database;
  #sweptAt = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Reserves the key, or resolves to the answer remembered for it. With `leaseMs` the reservation lapses after that
   * time; without, it is part of the open transaction.
   * @throws AppError ERR_IDEMPOTENCY for another request under the key, or one still being answered.
   */
  async reserve(reservation: Reservation, leaseMs: number | null): Promise<Answer | undefined> {
    const now = new Date();
    await this.#sweep(now);
    const { key, subject, tenant, method, path, requestDigest } = reservation;
    const leasedUntil = leaseMs === null ? null : new Date(now.getTime() + leaseMs);
    const { rows } = await sql`
      insert into kernel.idempotency as kept
        (key, subject, tenant, method, path, request_digest, created_at, leased_until)
      values (${key}, ${subject}, ${tenant}, ${method}, ${path}, ${requestDigest}, ${now}, ${leasedUntil})
      on conflict (key, subject, tenant, method, path) do update
        set request_digest = excluded.request_digest, created_at = excluded.created_at,
            leased_until = excluded.leased_until, status = null, headers = null, body = null
        where kept.created_at < ${expiry(now)}
           or (kept.status is null and kept.leased_until < ${now} and kept.request_digest = excluded.request_digest)
      returning key`.execute(this.#database.query());
    return rows.length > 0 ? undefined : this.#earlierAnswer(reservation);
  }

  async remember(reservation: Reservation, { status, headers, body }: Answer): Promise<void> {
    await sql`
      update kernel.idempotency
      set status = ${status}, headers = ${JSON.stringify(headers)}, body = ${body ?? null}, leased_until = null
      where ${namedBy(reservation)}`.execute(this.#database.query());
  }

  /** Gives a reservation up whose work was refused. */
  async forget(reservation: Reservation): Promise<void> {
    await sql`delete from kernel.idempotency where ${namedBy(reservation)} and status is null`.execute(
      this.#database.query(),
    );
  }

  async #earlierAnswer(reservation: Reservation): Promise<Answer> {
    const { rows } = await sql<Remembered>`
      select request_digest, status, headers, body from kernel.idempotency where ${namedBy(reservation)}`.execute(
      this.#database.query(),
    );
    const [row] = rows;
    if (row && row.request_digest !== reservation.requestDigest) {
      throw new AppError('ERR_IDEMPOTENCY', 'This Idempotency-Key was used for another request. Take a new one.');
    }
    if (typeof row?.status !== 'number') {
      throw new AppError(
        'ERR_IDEMPOTENCY',
        'The first request with this Idempotency-Key is still under way. Try again.',
        {
          headers: { 'Retry-After': '1' },
        },
      );
    }
    return { status: row.status, headers: row.headers ?? {}, ...(row.body === null ? {} : { body: row.body }) };
  }

  async #sweep(now: Date): Promise<void> {
    if (now.getTime() - this.#sweptAt < sweepEveryMs) return;
    this.#sweptAt = now.getTime();
    await sql`delete from kernel.idempotency where created_at < ${expiry(now)}`.execute(this.#database.query());
  }
}

function expiry(now: Date): Date {
  return new Date(now.getTime() - keptMs);
}

function namedBy({ key, subject, tenant, method, path }: Reservation) {
  return sql`key = ${key} and subject = ${subject} and tenant = ${tenant} and method = ${method} and path = ${path}`;
}
