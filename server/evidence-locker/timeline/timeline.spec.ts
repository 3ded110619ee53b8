import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { newUlid } from '../../kernel/ids.ts';
import type { TimelineEvent, TimelineSubmission } from '../../contracts/evidence-locker/timeline.ts';
import type { Page } from '../../contracts/lists.ts';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { describeLocker } from '../testing/describe-locker.ts';
import { runIdOf, type TrialTenant } from '../testing/trial-tenant.ts';

describeLocker('the timeline', (locker, database) => {
  it('takes events of other services and chains them', async () => {
    const tenant = await locker().tenant();
    const [first, second] = [await submit(tenant, {}), await submit(tenant, { kind: 'key.rotated' })];
    expect([first.seq, second.seq]).toEqual([1, 2]);
    expect(first.previousHash).toBeNull();
    expect(second.previousHash).toBe(first.hash);
    expect(await tenant.verifyTimeline()).toEqual({ verdict: 'passed', events: 2, brokenAt: null, head: second.hash });
  });

  it('hashes the canonical JSON of each event, its payload by digest', async () => {
    const tenant = await locker().tenant();
    const payload = { z: 1.5, a: ['ü', '\u0000', null], nested: { b: true, a: -0 } };
    const event = await submit(tenant, { payload });
    const { hash, payload: stored, ...link } = event;
    expect(stored).toEqual({ ...payload, nested: { b: true, a: 0 } });
    expect(event.payloadDigest).toBe(sha256(canonicalJson(payload)));
    expect(hash).toBe(sha256(canonicalJson(link)));
  });

  it('takes an event once, however often it is delivered', async () => {
    const tenant = await locker().tenant();
    const submission = submissionOf({});
    const events = await Promise.all(
      Array.from({ length: 10 }, () => tenant.exporter.post<TimelineEvent>('/evidence/timeline/events', submission)),
    );
    expect(new Set(events.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(events.every(({ status }) => status === 201)).toBeTrue();
    expect((await tenant.timeline()).length).toBe(1);

    const other = tenant.exporter.post('/evidence/timeline/events', { ...submission, payload: { changed: true } });
    expect((await tenant.exporter.refused(other)).code).toBe('ERR_CONFLICT');
  });

  it('has no gap and one chain under 60 writers', async () => {
    const tenant = await locker().tenant();
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => (index % 2 ? tenant.register(index) : submit(tenant, {}))),
    );
    const events = await tenant.timeline();
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect((await tenant.verifyTimeline()).verdict).toBe('passed');
  });

  it('is found by kind, subject and time, in both orders', async () => {
    const tenant = await locker().tenant();
    await submit(tenant, { kind: 'export.run.created', subject: runIdOf(1), timestamp: '2026-01-01T00:00:00.000Z' });
    await submit(tenant, { kind: 'export.run.created', subject: runIdOf(2), timestamp: '2026-01-02T00:00:00.000Z' });
    await submit(tenant, { kind: 'key.rotated', subject: 'key-1', timestamp: '2026-01-03T00:00:00.000Z' });
    const seqs = async (query: string): Promise<number[]> => {
      const { body } = await tenant.viewer.get<Page<TimelineEvent>>(`/evidence/timeline?${query}`);
      return body.items.map(({ seq }) => seq);
    };
    expect(await seqs('')).toEqual([3, 2, 1]);
    expect(await seqs('kind=export.run.created&kind=x.y')).toEqual([2, 1]);
    expect(await seqs(`subject=${runIdOf(2)}`)).toEqual([2]);
    expect(await seqs('from=2026-01-02T00:00:00.000Z&to=2026-01-03T00:00:00.000Z')).toEqual([2]);
    const { body: page } = await tenant.viewer.get<Page<TimelineEvent>>('/evidence/timeline?limit=2');
    expect(page.total).toBe(3);
    expect(await seqs(`limit=2&cursor=${page.nextCursor!}`)).toEqual([1]);
  });

  it('refuses every change and deletion in the database itself', async () => {
    const tenant = await locker().tenant();
    await submit(tenant, {});
    for (const statement of [
      sql`update evidence.timeline_events set actor = 'nobody' where tenant = ${tenant.name}`,
      sql`delete from evidence.timeline_events where tenant = ${tenant.name}`,
      sql`truncate evidence.timeline_events`,
    ]) {
      await expectAsync(statement.execute(database().query())).toBeRejectedWithError(/append-only/);
    }
    expect((await tenant.timeline())[0]?.actor).toBe('export-center');
  });

  describe('that somebody changed behind the database’s back', () => {
    const tampered = async (change: (name: string) => ReturnType<typeof sql>) => {
      const tenant = await locker().tenant();
      for (let count = 0; count < 5; count++) await submit(tenant, {});
      const db = database();
      await db.transaction(async () => {
        await sql`alter table evidence.timeline_events disable trigger timeline_events_append_only`.execute(db.query());
        await change(tenant.name).execute(db.query());
        await sql`alter table evidence.timeline_events enable trigger timeline_events_append_only`.execute(db.query());
      });
      const { verdict, brokenAt } = await tenant.verifyTimeline();
      return verdict === 'failed' ? brokenAt : verdict;
    };

    it('fails at the event with another actor', async () => {
      expect(
        await tampered(
          (name) => sql`update evidence.timeline_events set actor = 'x' where tenant = ${name} and seq = 3`,
        ),
      ).toBe(3);
    });

    it('fails at the event with another payload', async () => {
      expect(
        await tampered(
          (name) => sql`update evidence.timeline_events set payload = '{}' where tenant = ${name} and seq = 2`,
        ),
      ).toBe(2);
    });

    it('fails where an event was taken out, at the end too', async () => {
      expect(
        await tampered((name) => sql`delete from evidence.timeline_events where tenant = ${name} and seq = 4`),
      ).toBe(4);
      expect(
        await tampered((name) => sql`delete from evidence.timeline_events where tenant = ${name} and seq = 5`),
      ).toBe(5);
    });

    it('fails at an event that was given the place of the next', async () => {
      const exchange = (name: string) => sql`
        update evidence.timeline_events as event set previous_hash = other.previous_hash, hash = other.hash
        from evidence.timeline_events as other
        where event.tenant = ${name} and event.seq = 2 and other.tenant = ${name} and other.seq = 3`;
      expect(await tampered((name) => exchange(name))).toBe(2);
    });

    it('holds when a payload is redacted', async () => {
      expect(
        await tampered(
          (name) => sql`update evidence.timeline_events set payload = null where tenant = ${name} and seq = 2`,
        ),
      ).toBe('passed');
    });
  });

  it('of another tenant is not seen', async () => {
    const [tenant, other] = [await locker().tenant(), await locker().tenant()];
    await submit(tenant, {});
    expect(await other.timeline()).toEqual([]);
    expect(await other.verifyTimeline()).toEqual({ verdict: 'passed', events: 0, brokenAt: null, head: null });
  });
});

function submissionOf(change: Partial<TimelineSubmission>): TimelineSubmission {
  return {
    eventId: newUlid(),
    timestamp: '2026-11-22T03:10:00.000Z',
    kind: 'export.run.created',
    actor: 'export-center',
    subject: runIdOf(1),
    reason: null,
    ticket: null,
    traceId: null,
    payload: { profile: 'nightly' },
    ...change,
  };
}

async function submit(tenant: TrialTenant, change: Partial<TimelineSubmission>): Promise<TimelineEvent> {
  const { status, body } = await tenant.exporter.post<TimelineEvent>('/evidence/timeline/events', submissionOf(change));
  expect(status).withContext(JSON.stringify(body)).toBe(201);
  return body;
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
