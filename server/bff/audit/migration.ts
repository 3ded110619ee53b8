import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Whose line it is, so that a tenant's officers find those of their people; and lines that nobody changes. */
export const auditLines: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table bff.audit
        add column display_name text,
        add column tenants text[] not null default '{}',
        add column times integer not null default 1`.execute(db);
    await sql`create index audit_tenants on bff.audit using gin (tenants)`.execute(db);
    await refuseChanges(db);
  },
};

/** The database itself keeps the trail, whatever the program does: only what is old may go (AUDIT_DAYS, at least 30). */
async function refuseChanges(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function bff.refuse_audit_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and tg_level = 'ROW' then
        if old.at < now() - interval '30 days' then
          return old;
        end if;
      end if;
      raise exception 'bff.audit is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create trigger audit_append_only before update or truncate on bff.audit
    for each statement execute function bff.refuse_audit_change()`.execute(db);
  await sql`
    create trigger audit_kept before delete on bff.audit
    for each row execute function bff.refuse_audit_change()`.execute(db);
}
