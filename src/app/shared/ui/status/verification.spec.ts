import type { RunVerification } from '../../../../../server/contracts/export-center/run.ts';
import { overallVerdict } from './verification.ts';

const passed: RunVerification = {
  signature: 'passed',
  hashes: 'passed',
  provenance: 'passed',
  import: 'passed',
  hashesOk: 5,
  hashesTotal: 5,
  problems: [],
  at: '2026-11-22T09:50:02.000Z',
};

describe('overallVerdict', () => {
  it('is passed only when every line is', () => {
    expect(overallVerdict(passed)).toBe('passed');
    expect(overallVerdict({ ...passed, import: 'not-run' })).toBe('in-part');
  });

  it('is not run only when nothing was', () => {
    const notRun = { signature: 'not-run', hashes: 'not-run', provenance: 'not-run', import: 'not-run' } as const;
    expect(overallVerdict({ ...passed, ...notRun })).toBe('not-run');
  });

  it('is the worst of the lines', () => {
    expect(overallVerdict({ ...passed, provenance: 'stale', import: 'not-run' })).toBe('stale');
    expect(overallVerdict({ ...passed, provenance: 'stale', signature: 'failed' })).toBe('failed');
  });

  it('is failed when something was found wrong, whatever the lines say', () => {
    expect(overallVerdict({ ...passed, problems: [{ path: 'a', reason: 'unexpected' }] })).toBe('failed');
  });
});
