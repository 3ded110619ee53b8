import { createHash } from 'node:crypto';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Database } from '../../kernel/database/database.ts';
import type { PayloadSeal } from './payload-seal.ts';
import type { AuthorityTables } from './tables.ts';

/** Where the provider keeps its artifacts: SQL behind its adapter interface, and what that interface lacks. */
export interface ArtifactStore {
  adapter(kind: string): Adapter;
  /** Deletes every code and token that came from this session, whichever sign-in of it made them. */
  endSession(sessionUid: string): Promise<void>;
  /** Deletes what has expired; returns how many rows. */
  prune(): Promise<number>;
}

/** Artifacts without a lifetime of their own do not occur; this bounds one all the same. */
const longestSeconds = 30 * 24 * 3600;

export function createArtifactStore(database: Database, seal: PayloadSeal): ArtifactStore {
  const query = () => database.query<AuthorityTables>();
  const table = 'authority.artifacts';

  return {
    adapter: (kind) => ({
      async upsert(id, payload, expiresIn = longestSeconds) {
        const row = {
          payload: await seal.seal(payload),
          grant_id: payload.grantId ?? null,
          session_uid: (kind === 'Session' ? payload.uid : payload.sessionUid) ?? null,
          expires_at: new Date(Date.now() + expiresIn * 1000),
        };
        await query()
          .insertInto(table)
          .values({ kind, id_hash: hash(id), ...row })
          .onConflict((conflict) => conflict.columns(['kind', 'id_hash']).doUpdateSet(row))
          .execute();
      },

      async find(id) {
        return open(
          await query()
            .selectFrom(table)
            .select(['payload', 'consumed_at'])
            .where('kind', '=', kind)
            .where('id_hash', '=', hash(id))
            .where('expires_at', '>', new Date())
            .executeTakeFirst(),
        );
      },

      async findByUid(uid) {
        return open(
          await query()
            .selectFrom(table)
            .select(['payload', 'consumed_at'])
            .where('kind', '=', kind)
            .where('session_uid', '=', uid)
            .where('expires_at', '>', new Date())
            .executeTakeFirst(),
        );
      },

      /** User codes belong to the device flow, which is off. */
      findByUserCode: () => Promise.resolve(undefined),

      /** One statement decides who consumes: of two requests with the same code or refresh token, one gets tokens. */
      async consume(id) {
        const { numUpdatedRows } = await query()
          .updateTable(table)
          .set({ consumed_at: new Date() })
          .where('kind', '=', kind)
          .where('id_hash', '=', hash(id))
          .where('consumed_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new errors.InvalidGrant('already used');
      },

      async destroy(id) {
        await query().deleteFrom(table).where('kind', '=', kind).where('id_hash', '=', hash(id)).execute();
      },

      async revokeByGrantId(grantId) {
        await query().deleteFrom(table).where('kind', '=', kind).where('grant_id', '=', grantId).execute();
      },
    }),

    async endSession(sessionUid) {
      await query().deleteFrom(table).where('session_uid', '=', sessionUid).execute();
    },

    async prune() {
      const { numDeletedRows } = await query()
        .deleteFrom(table)
        .where('expires_at', '<=', new Date())
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };

  async function open(row: { payload: string; consumed_at: Date | null } | undefined) {
    const payload: AdapterPayload | undefined = row && (await seal.open(row.payload));
    if (row?.consumed_at && payload) payload.consumed = Math.floor(row.consumed_at.getTime() / 1000);
    return payload;
  }
}

function hash(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
