import { sql } from 'kysely';
import type { CurrentImport } from '../../contracts/export-center/sources.ts';
import type { Database } from '../../kernel/database/database.ts';
import { repeat } from '../../kernel/repeat.ts';
import type { SourcesTables } from './tables.ts';

/** An import that has not been heard of for so long is one whose process has died. */
const isAlive = sql<boolean>`alive_at > now() - interval '30 seconds'`;

const renewEveryMs = 1_000;

/** Another process has taken the import over, because this one was not heard of. */
export class ImportLostError extends Error {
  override readonly name = 'ImportLostError';
}

/** An import that its process has claimed. */
export interface ImportKey {
  readonly tenant: string;
  readonly importId: string;
  readonly startedAt: Date;
}

export interface ImportProgress {
  readonly filesSeen: number;
  readonly bytes: number;
}

/** The claims of imports: of one tenant only one is under way, in whatever process, and every process sees how far it is. */
export class RunningImports {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Claims the tenant's import; false while another one is under way. */
  async claim({ tenant, importId, startedAt }: ImportKey): Promise<boolean> {
    const { rows } = await sql`
      insert into export_center.running_imports as running
        (tenant, import_id, started_at, files_seen, bytes, alive_at)
      values (${tenant}, ${importId}, ${startedAt}, 0, 0, now())
      on conflict (tenant) do update
        set import_id = excluded.import_id, started_at = excluded.started_at, files_seen = 0, bytes = 0, alive_at = now()
        where running.alive_at <= now() - interval '30 seconds'
      returning tenant`.execute(this.#database.query<SourcesTables>());
    return rows.length > 0;
  }

  /** Ends all claims: of a database that only one process has open, those of an earlier process. */
  async releaseAll(): Promise<void> {
    await this.#database.query<SourcesTables>().deleteFrom('export_center.running_imports').execute();
  }

  /** Tells that the import is alive, and how far it is. Throws `ImportLostError`. */
  async renew({ tenant, importId }: ImportKey, { filesSeen, bytes }: ImportProgress): Promise<void> {
    const { numAffectedRows } = await sql`
      update export_center.running_imports set files_seen = ${filesSeen}, bytes = ${bytes}, alive_at = now()
      where tenant = ${tenant} and import_id = ${importId}`.execute(this.#database.query<SourcesTables>());
    if (!numAffectedRows) throw new ImportLostError(`The import ${importId} was taken over`);
  }

  /** Ends the claim. In a transaction it also makes sure that the claim held until then. Throws `ImportLostError`. */
  async release({ tenant, importId }: ImportKey): Promise<void> {
    const { numAffectedRows } = await sql`
      delete from export_center.running_imports
      where tenant = ${tenant} and import_id = ${importId}`.execute(this.#database.query<SourcesTables>());
    if (!numAffectedRows) throw new ImportLostError(`The import ${importId} was taken over`);
  }
}

export interface KeptClaim {
  /** Aborts with `ImportLostError` when another process has taken the import over. */
  readonly lost: AbortSignal;
  readonly report: (progress: ImportProgress) => void;
  /** Ends the claim where it still holds. */
  end(): Promise<void>;
}

/** Keeps a claim alive, and tells every second how far the import is. */
export function keepClaim(running: RunningImports, key: ImportKey): KeptClaim {
  const lost = new AbortController();
  let progress: ImportProgress = { filesSeen: 0, bytes: 0 };
  const renewal = repeat(() => running.renew(key, progress), {
    everyMs: renewEveryMs,
    // A database that does not answer now may do so before the claim has run out.
    onError: (error) => {
      if (error instanceof ImportLostError) lost.abort(error);
    },
  });
  return {
    lost: lost.signal,
    report: (done) => {
      progress = done;
    },
    async end() {
      await renewal.stop();
      await running.release(key).catch(() => undefined);
    },
  };
}

/** The tenant's import under way, in whatever process; null where there is none. */
export async function readCurrentImport(database: Database, tenant: string): Promise<CurrentImport | null> {
  const row = await database
    .query<SourcesTables>()
    .selectFrom('export_center.running_imports')
    .select(['started_at', 'files_seen', 'bytes'])
    .where('tenant', '=', tenant)
    .where(isAlive)
    .executeTakeFirst();
  return row ? { startedAt: row.started_at.toISOString(), filesSeen: row.files_seen, bytes: row.bytes } : null;
}
