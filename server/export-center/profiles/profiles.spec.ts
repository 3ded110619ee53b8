import { randomUUID } from 'node:crypto';
import type { Page } from '../../contracts/lists.ts';
import type { Profile } from '../../contracts/export-center/profile.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { draftOf, newTenant, revisionOf } from '../testing/drafts.ts';
import { eventually } from '../testing/eventually.ts';
import { everyPage } from '../testing/every-page.ts';

const profiles = '/api/export/profiles';
const unknownId = 'prof-nosuchprofile';

describeCenter('profiles', (center) => {
  let tenant: string;
  let admin: CenterCaller;
  beforeEach(async () => {
    tenant = newTenant();
    admin = await center().as({ tenant, role: 'tenant-admin' });
  });

  const create = async (change: Parameters<typeof draftOf>[0] = {}): Promise<Profile> => {
    const { status, body } = await admin.post<Profile>(profiles, draftOf(change));
    expect(status).withContext(JSON.stringify(body)).toBe(201);
    return body;
  };
  const revise = ({ profileId, name, revision }: Profile, change: Parameters<typeof draftOf>[0] = {}, by = admin) =>
    by.put<Profile>(`${profiles}/${profileId}`, revisionOf(draftOf({ name }), change), { ifMatch: `"${revision}"` });

  describe('when written', () => {
    it('are there at once, complete with what was left open', async () => {
      const profile = await create({ name: 'nightly' });
      expect(profile).toEqual(
        jasmine.objectContaining({
          name: 'nightly',
          include: ['advisories', 'vex', 'sboms'],
          compression: { codec: 'zstd', level: 10 },
          retention: { mode: 'days', value: 30 },
          changeRecord: null,
          revision: 1,
          archived: false,
          createdBy: 'tenant-admin',
        }),
      );
      const { body } = await admin.get<Profile>(`${profiles}/${profile.profileId}`);
      expect(body).toEqual(profile);
    });

    it('show who wrote them by the name that people know, and in the timeline by the subject', async () => {
      const tessa = await center().as({ tenant, role: 'tenant-admin', name: 'Tessa Admin' });
      const { body } = await tessa.post<Profile>(profiles, draftOf());
      expect([body.createdBy, body.updatedBy]).toEqual(['Tessa Admin', 'Tessa Admin']);
      const told = () => center().locker.timeline.find(({ subject }) => subject === body.profileId);
      expect((await eventually('the timeline entry', told)).actor).toBe('tenant-admin');
    });

    it('tell the live stream and the timeline', async () => {
      const stream = await admin.events('/api/export/events', '0');
      const { profileId } = await create();
      const [event] = await stream.take(1);
      stream.close();
      expect(event).toEqual({
        id: '1',
        event: 'profile.changed',
        data: { profileId, revision: 1, archived: false },
      });
      const told = () => center().locker.timeline.find(({ subject }) => subject === profileId);
      const entry = await eventually('the timeline entry', told);
      expect(entry).toEqual(jasmine.objectContaining({ kind: 'profile.changed', actor: 'tenant-admin', tenant }));
    });

    it('get a next revision, and keep the ones before', async () => {
      const first = await create();
      const second = await revise(first, { description: 'weekly from now on' });
      expect(second.body).toEqual(jasmine.objectContaining({ revision: 2, description: 'weekly from now on' }));
      const { body } = await admin.get<Page<Profile>>(`${profiles}/${first.profileId}/revisions`);
      expect(body.items.map(({ revision, description }) => [revision, description])).toEqual([
        [2, 'weekly from now on'],
        [1, ''],
      ]);
      expect(body.total).toBe(2);
    });

    it('are paged through by revision', async () => {
      let profile = await create();
      for (let count = 0; count < 4; count += 1) profile = (await revise(profile)).body;
      const path = `${profiles}/${profile.profileId}/revisions?limit=2`;
      expect(await everyPage(admin, path, 'revision')).toEqual([5, 4, 3, 2, 1]);
    });

    it('are cloned under a name of their own', async () => {
      const profile = await create({ selectors: { ecosystems: ['npm'] }, description: 'Only npm' });
      const { status, body } = await admin.post<Profile>(`${profiles}/${profile.profileId}/clone`, {
        name: `${profile.name}-b`,
      });
      expect([status, body.revision, body.name]).toEqual([201, 1, `${profile.name}-b`]);
      expect(body.profileId).not.toBe(profile.profileId);
      expect([body.selectors, body.description]).toEqual([profile.selectors, profile.description]);
      const taken = await admin.refused(admin.post(`${profiles}/${profile.profileId}/clone`, { name: profile.name }));
      expect([taken.status, taken.code]).toEqual([409, 'ERR_CONFLICT']);
    });

    it('are archived: no longer listed, never changed again', async () => {
      const profile = await create();
      const path = `${profiles}/${profile.profileId}`;
      const { status, body } = await admin.delete<Profile>(path, { ifMatch: '"1"' });
      expect([status, body.archived]).toEqual([200, true]);
      const listed = async (query: string) =>
        (await admin.get<Page<Profile>>(`${profiles}${query}`)).body.items.map(({ profileId }) => profileId);
      expect(await listed('')).toEqual([]);
      expect(await listed('?archived=true')).toEqual([profile.profileId]);
      expect((await admin.refused(revise(profile))).code).toBe('ERR_CONFLICT');
      expect((await admin.refused(admin.delete(path, { ifMatch: '"1"' }))).code).toBe('ERR_CONFLICT');
    });

    it('are written once for a repeated Idempotency-Key, which another body may not have', async () => {
      const key = randomUUID();
      const draft = draftOf();
      const answers = await Promise.all([1, 2, 3].map(() => admin.post<Profile>(profiles, draft, { key })));
      expect(new Set(answers.map(({ body }) => body.profileId)).size).toBe(1);
      const other = await admin.refused(admin.post(profiles, draftOf(), { key }));
      expect([other.status, other.code]).toEqual([409, 'ERR_IDEMPOTENCY']);
    });

    it('take one of two revisions that were written at the same time', async () => {
      const profile = await create();
      const answers = await Promise.all([1, 2, 3, 4].map(() => revise(profile)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    });
  });

  describe('when listed', () => {
    it('come by name or by their last change, either way, page by page, each once', async () => {
      const names = ['alpha', 'alpha-2', 'alpha2', 'beta', 'beta-b', 'gamma'];
      // Written at the same time, so that some have the same millisecond.
      const made = await Promise.all(names.toReversed().map((name) => create({ name })));
      const byChange = made
        .toSorted((one, other) => (one.updatedAt + one.profileId < other.updatedAt + other.profileId ? -1 : 1))
        .map(({ name }) => name);
      for (const [sort, expected] of [
        ['name', ['alpha', 'alpha-2', 'alpha2', 'beta', 'beta-b', 'gamma']],
        ['-name', ['gamma', 'beta-b', 'beta', 'alpha2', 'alpha-2', 'alpha']],
        ['updatedAt', byChange],
        ['-updatedAt', byChange.toReversed()],
      ] as const) {
        const paged = await everyPage(admin, `${profiles}?limit=2&sort=${sort}`, 'name');
        expect(paged)
          .withContext(sort)
          .toEqual([...expected]);
      }
    });

    it('are searched by what a name contains, wildcards taken as they are', async () => {
      await create({ name: 'one-nightly' });
      await create({ name: 'other' });
      const found = async (search: string) =>
        (await admin.get<Page<Profile>>(`${profiles}?search=${encodeURIComponent(search)}`)).body;
      expect((await found('E-NIGHT')).items.map(({ name }) => name)).toEqual(['one-nightly']);
      expect((await found('%')).total).toBe(0);
      expect((await found('_')).total).toBe(0);
      expect((await found('\\')).total).toBe(0);
    });

    it('refuse a cursor of another list, and one that was forged', async () => {
      for (const name of ['one', 'two', 'three']) await create({ name });
      const { nextCursor } = (await admin.get<Page<Profile>>(`${profiles}?limit=1&sort=-updatedAt`)).body;
      const [fingerprint] = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString()) as string[];
      const forged = Buffer.from(JSON.stringify([fingerprint, 'not a time', 'x'])).toString('base64url');
      for (const query of [`cursor=${nextCursor}`, `sort=-updatedAt&cursor=${forged}`, 'cursor=%00', 'cursor=W10']) {
        const refused = await admin.refused(admin.get(`${profiles}?${query}`));
        expect([refused.status, refused.details[0]?.path]).withContext(query).toEqual([400, 'query.cursor']);
      }
    });
  });

  describe('refuse', () => {
    const megabyte = 'n'.repeat(1_000_000);
    const bad: Record<string, [object, string]> = {
      'an unknown field': [{ ...draftOf(), surprise: true }, 'surprise'],
      'a wrong type': [{ ...draftOf(), retention: { mode: 'days', value: '30' } }, 'retention.value'],
      'a name of a megabyte': [draftOf({ name: megabyte }), 'name'],
      'a name with capitals': [draftOf({ name: 'Nightly' }), 'name'],
      'a description with control characters': [draftOf({ description: 'a\u0000b' }), 'description'],
      'a kind that cannot be packed': [{ ...draftOf(), kind: 'mirror', variant: 'db' }, 'variant'],
      'a variant of another kind': [{ ...draftOf(), variant: 'full' }, 'variant'],
      'a window that ends before it begins': [
        draftOf({
          selectors: { timeWindow: { from: '2025-02-01T00:00:00.000Z', to: '2025-01-01T00:00:00.000Z' } },
        }),
        'selectors.timeWindow.from',
      ],
    };
    for (const [what, [body, path]] of Object.entries(bad)) {
      it(what, async () => {
        const refused = await admin.refused(admin.post(profiles, body));
        expect([refused.status, refused.code]).toEqual([400, 'ERR_VALIDATION']);
        expect(refused.details.map((detail) => detail.path))
          .withContext(JSON.stringify(refused))
          .toContain(path);
      });
    }

    it('a body above a mebibyte, and one that is no JSON', async () => {
      const large = await admin.refused(admin.post(profiles, draftOf({ description: megabyte.repeat(2) })));
      expect([large.status, large.code]).toEqual([413, 'ERR_TOO_LARGE']);
      const broken = await admin.refused(admin.post(profiles, '{"name":'));
      expect([broken.status, broken.code]).toEqual([400, 'ERR_VALIDATION']);
    });

    it('an unknown id, and the id of another tenant in the same words', async () => {
      const profile = await create();
      const stranger = await center().as({ tenant: newTenant(), role: 'tenant-admin' });
      for (const id of [unknownId, profile.profileId]) {
        const refusals = [
          await stranger.refused(stranger.get(`${profiles}/${id}`)),
          await stranger.refused(stranger.get(`${profiles}/${id}/revisions`)),
          await stranger.refused(stranger.put(`${profiles}/${id}`, revisionOf(draftOf()), { ifMatch: '"1"' })),
          await stranger.refused(stranger.delete(`${profiles}/${id}`, { ifMatch: '"1"' })),
        ];
        for (const { status, code, message } of refusals) {
          expect([status, code, message]).toEqual([404, 'ERR_NOT_FOUND', `There is no profile ${id} in this tenant.`]);
        }
      }
    });

    it('a change without If-Match and one of an older revision', async () => {
      const profile = await create();
      const path = `${profiles}/${profile.profileId}`;
      const missing = await admin.refused(admin.put(path, revisionOf(draftOf({ name: profile.name }))));
      expect([missing.status, missing.code]).toEqual([428, 'ERR_PRECONDITION_REQUIRED']);
      await revise(profile);
      const stale = await admin.refused(revise(profile));
      expect([stale.status, stale.code]).toEqual([412, 'ERR_REVISION']);
      expect(stale.message).toContain('revision 2');
    });

    it('a next revision without a change record', async () => {
      const { profileId, name } = await create();
      const refused = await admin.refused(admin.put(`${profiles}/${profileId}`, draftOf({ name }), { ifMatch: '"1"' }));
      expect(refused.details.map(({ path }) => path)).toEqual(['changeRecord']);
    });

    it('a name that is taken, also when many ask for it at once', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => admin.post(profiles, draftOf({ name: 'wanted' }))));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
      const other = await create({ name: 'other' });
      const refused = await admin.refused(revise(other, { name: 'wanted' }));
      expect([refused.status, refused.code, refused.details[0]?.path]).toEqual([409, 'ERR_CONFLICT', 'name']);
      expect((await admin.get<Profile>(`${profiles}/${other.profileId}`)).body.revision).toBe(1);
    });

    it('an operator who wants to create one, naming the scope', async () => {
      const operator = await center().as({ tenant, role: 'operator' });
      const refused = await operator.refused(operator.post(profiles, draftOf()));
      expect([refused.status, refused.code]).toEqual([403, 'ERR_SCOPE']);
      expect(refused.message).toContain('export:profile:manage');
    });
  });
});
