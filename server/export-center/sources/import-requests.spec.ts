import { ImportRequests } from './import-requests.ts';
import { RunningImports } from './running-imports.ts';
import { describeWithSources } from './testing/sources-database.ts';

const startedAt = new Date('2025-06-01T00:00:00Z');

describeWithSources('ImportRequests', (database) => {
  let requests: ImportRequests;
  beforeEach(() => (requests = new ImportRequests(database())));

  const actor = (subject: string) => ({
    tenant: 'acme',
    subject,
    name: subject,
    traceId: 'trace',
    operator: { reason: `${subject} says so`, ticket: null },
  });

  it('settles what an import took, and keeps what came after it', async () => {
    await requests.add(actor('ada'));
    await requests.addSeen('acme');
    await requests.addSeen('acme');
    await requests.take('acme', 'first');
    await requests.add(actor('bob'));
    await requests.addSeen('acme');
    expect(await requests.settle('first')).toEqual([
      { actor: 'ada', reason: 'ada says so', ticket: null, traceId: 'trace' },
    ]);
    expect(await requests.next()).toBe('acme');
    await requests.take('acme', 'second');
    expect((await requests.settle('second')).map((request) => request.actor)).toEqual(['bob']);
    expect(await requests.next()).toBeUndefined();
  });

  it('gives the request that has waited longest, of tenants that no process imports', async () => {
    const running = new RunningImports(database());
    await requests.add(actor('ada'));
    await requests.addSeen('globex');
    const key = { tenant: 'acme', importId: 'first', startedAt };
    expect(await running.claim(key)).toBeTrue();
    expect(await running.claim({ ...key, importId: 'second' })).toBeFalse();
    expect(await requests.next()).toBe('globex');
    await running.release(key);
    expect(await requests.next()).toBe('acme');
  });
});
