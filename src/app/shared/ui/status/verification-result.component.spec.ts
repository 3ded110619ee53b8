import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import type { RunVerification } from '../../../../../server/contracts/export-center/run.ts';
import { provideConsoleTesting } from '../../../testing/console-testing.ts';
import { damaged, notRun, passed } from '../../../testing/run-fixtures.ts';
import { VerificationResultComponent } from './verification-result.component.ts';
import { VerificationResultHarness } from './verification-result.harness.ts';

describe('VerificationResultComponent', () => {
  beforeEach(() => TestBed.configureTestingModule({ providers: provideConsoleTesting() }));

  async function show(verification: RunVerification): Promise<VerificationResultHarness> {
    const fixture = TestBed.createComponent(VerificationResultComponent);
    fixture.componentRef.setInput('verification', verification);
    return TestbedHarnessEnvironment.harnessForFixture(fixture, VerificationResultHarness);
  }

  it('says of each check how it went, and of how many files the hash is right', async () => {
    const result = await show(passed);
    expect(await result.lines()).toEqual({
      Signature: 'Passed',
      Hashes: 'Passed5 of 5 files',
      Provenance: 'Passed',
      'Import check': 'Passed',
    });
    expect(await result.text()).toContain('Verified 9 min ago');
  });

  it('does not show as passed what did not run', async () => {
    const result = await show(notRun);
    expect(new Set(Object.values(await result.lines()))).toEqual(new Set(['Not run']));
    expect(await result.text()).toContain('Not verified yet');
  });

  it('says why a check was not run', async () => {
    const lines = await (await show({ ...notRun, notRun: { import: 'encrypted' } })).lines();
    expect([lines['Import check'], lines['Provenance']]).toEqual([
      'Not runencrypted: only a recipient can look inside',
      'Not run',
    ]);
  });

  it('names each file that is wrong, and how', async () => {
    const [problem] = await (await show(damaged)).problems();
    expect(problem).toMatch(/^data\/raw\/vex\/v0\.jsonl\.zst\s*Content differs from the manifest\s*bb instead of aa$/);
  });

  it('tells once what is wrong with many records of a file, and what was found', async () => {
    const record = (line: number) => ({ path: 'a.jsonl', reason: 'invalid-record', actual: `line ${line}` });
    const size = { path: 'a.jsonl', reason: 'size-mismatch', expected: '488454', actual: '488457' };
    const problems = [record(1), record(2), size, record(3), record(4), record(5)];
    const [records, bytes, ...others] = await (await show({ ...damaged, problems })).problems();
    expect(records).toMatch(/importer would refuse\s*line 1\s*line 2\s*line 3\s*and 2 more$/);
    expect(bytes).toContain('488,457 instead of 488,454');
    expect(others).toEqual([]);
  });

  it('names the bundle itself where it cannot even be read, and an unknown reason as it is', async () => {
    const result = await show({
      ...damaged,
      problems: [
        { path: '', reason: 'damaged-archive' },
        { path: '', reason: 'digest-mismatch' },
        { path: 'export.json', reason: 'gone-fishing' },
      ],
    });
    const [whole, digest, manifest] = await result.problems();
    expect(whole).toMatch(/^The bundle file itself\s*The archive is damaged here$/);
    expect(digest).toMatch(/Its digest is not the recorded one$/);
    expect(manifest).toMatch(/^export\.json\s*gone-fishing$/);
  });
});
