import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { requireProgram } from '../../../../../testing/require-program.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { type BoltEntry, writeBoltFile } from './write-bolt-file.ts';

/** 300,000 vulnerabilities and 20,000 packages, of which one has very many advisories and some have large ones. */
function* manyEntries(): Generator<BoltEntry> {
  const name = (text: string, number: number) => Buffer.from(`${text}-${String(number).padStart(7, '0')}`);
  const database = Buffer.from('go::database');
  for (let number = 0; number < 20_000; number += 1) {
    const buckets = [database, name('package', number)];
    const value = Buffer.alloc(number % 50 === 0 ? 9000 : 80, 'a');
    for (let advisory = 0; advisory < (number === 7 ? 5000 : 1 + (number % 3)); advisory += 1) {
      yield { buckets, key: name('GO', advisory), value };
    }
  }
  const buckets = [Buffer.from('vulnerability')];
  for (let number = 0; number < 300_000; number += 1) {
    yield { buckets, key: name('GO', number), value: Buffer.alloc(300 + (number % 700), 'v') };
  }
}

// `go install go.etcd.io/bbolt/cmd/bbolt@latest`; long, since CI has no Go.
describe("bbolt's own tool", () => {
  const folder = temporaryFolder();

  it('finds nothing wrong with a large file, and all of its keys', async () => {
    requireProgram('bbolt');
    const file = join(folder(), 'trivy.db');
    await writeBoltFile(file, manyEntries());
    expect(execFileSync('bbolt', ['check', file], { encoding: 'utf8' })).toContain('OK');
    const keys = execFileSync('bbolt', ['keys', file, 'vulnerability'], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(keys.trim().split('\n').length).toBe(300_000);
  });
});
