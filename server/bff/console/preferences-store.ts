import { preferences, type Preferences } from '../../contracts/bff/session.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { BffTables } from '../tables.ts';

/** What a person prefers, by subject; it outlives the sessions. */
export interface PreferencesStore {
  /** The defaults where nothing was saved, or what was saved is no longer understood. */
  read(subject: string): Promise<Preferences>;
  replace(subject: string, value: Preferences): Promise<void>;
}

export function createPreferencesStore(database: Database): PreferencesStore {
  return {
    async read(subject) {
      const row = await database
        .query<BffTables>()
        .selectFrom('bff.preferences')
        .select('preferences')
        .where('subject', '=', subject)
        .executeTakeFirst();
      return preferences.safeParse(row?.preferences).data ?? preferences.parse({});
    },

    async replace(subject, value) {
      const written = { preferences: JSON.stringify(value), updated_at: new Date() };
      await database
        .query<BffTables>()
        .insertInto('bff.preferences')
        .values({ subject, ...written })
        .onConflict((conflict) => conflict.column('subject').doUpdateSet(written))
        .execute();
    },
  };
}
