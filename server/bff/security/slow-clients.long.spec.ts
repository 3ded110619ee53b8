import { requireProgram } from '../../testing/require-program.ts';
import { startBffUnderTest, startTimeoutMs } from '../testing/bff-under-test.ts';
import { attackSlowly, callMeanwhile } from '../testing/slow-clients.ts';

/** Four times the goal: attacker, client, BFF and service share the machine here. */
const tolerableMs = 2_000;

// Goal 21
describe('Slow clients, with the patience of an installation,', () => {
  it(
    'leave another client’s p99 tolerable',
    async () => {
      requireProgram('slowhttptest');
      const bff = await startBffUnderTest({ rateLimits: { session: { points: 1_000_000, seconds: 10 } } });
      const browser = await bff.signedIn();
      const attack = attackSlowly({
        url: `${bff.origin}/bff/session`,
        way: 'headers',
        connections: 1_000,
        seconds: 30,
      });
      const { durations, failures } = await callMeanwhile(attack, () =>
        browser.call('/api/export/runs', { headers: { 'X-Stella-Tenant': 'acme' } }),
      );
      expect(failures).toEqual([]);
      expect(await attack).toContain('No open connections left');
      const sorted = durations.toSorted((left, right) => left - right);
      expect(sorted[Math.floor(sorted.length * 0.99)]).toBeLessThan(tolerableMs);
      await bff.close();
    },
    startTimeoutMs,
  );
});
