import { currentLogContext, withLogContext } from '../../kernel/logging/log-context.ts';
import type { AuditEntry } from './audit-trail.ts';
import { gatherRepeats, mostLikeLines } from './gather-repeats.ts';

describe('Repeats in the audit trail', () => {
  const refusal: AuditEntry = { kind: 'request.refused', session: 'hash-1', reason: 'ERR_CSRF' };
  let written: (AuditEntry & { traceId?: string | undefined })[];
  let broken: boolean;
  const trail = () =>
    gatherRepeats({
      record(entry) {
        if (broken) return Promise.reject(new Error('no database'));
        written.push({ ...entry, traceId: currentLogContext().traceId });
        return Promise.resolve();
      },
    });
  const times = () => written.map((line) => line.times ?? 1);

  beforeEach(() => {
    written = [];
    broken = false;
  });

  it('are written one by one at first, then as one line a round', async () => {
    const audit = trail();
    for (let count = 0; count < 1000; count++) await audit.record(refusal);
    expect(times()).toEqual(new Array(mostLikeLines).fill(1));
    await audit.writeGathered();
    expect(times().at(-1)).toBe(1000 - mostLikeLines);
    expect(written.length).toBe(mostLikeLines + 1);
    await audit.writeGathered();
    await audit.record(refusal);
    expect(written.length).toBe(mostLikeLines + 2);
  });

  it('keep the trace id of the first request that the line stands for', async () => {
    const audit = trail();
    for (let count = 0; count < 20; count++) {
      await withLogContext({ traceId: `trace-${count}` }, () => audit.record(refusal));
    }
    await audit.writeGathered();
    expect(written.at(-1)?.traceId).toBe(`trace-${mostLikeLines}`);
  });

  it('of one session say nothing about another, of one reason nothing about another', async () => {
    const audit = trail();
    for (let count = 0; count < 20; count++) await audit.record(refusal);
    await audit.record({ ...refusal, session: 'hash-2' });
    await audit.record({ ...refusal, reason: 'ERR_SCOPE' });
    expect(written.slice(-2).map(({ session, reason }) => [session, reason])).toEqual([
      ['hash-2', 'ERR_CSRF'],
      ['hash-1', 'ERR_SCOPE'],
    ]);
  });

  it('are not lost while the database is away', async () => {
    const audit = trail();
    for (let count = 0; count < 20; count++) await audit.record(refusal);
    broken = true;
    await expectAsync(audit.writeGathered()).toBeRejected();
    broken = false;
    await audit.record(refusal);
    await audit.writeGathered();
    expect(times().at(-1)).toBe(21 - mostLikeLines);
  });

  it('of nobody are passed on, to the log, which is made for it', async () => {
    const audit = trail();
    for (let count = 0; count < 50; count++) await audit.record({ kind: 'sign-in.failed', reason: 'unknown_state' });
    expect(written.length).toBe(50);
  });
});
