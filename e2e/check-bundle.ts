import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly runId: string;
  readonly counts: Readonly<Record<'advisories' | 'vex' | 'sboms', number>>;
  readonly artifacts: readonly { readonly path: string; readonly sha256: string }[];
}

/**
 * Takes a downloaded bundle apart with the programs that a stranger would use (zstd, tar, sha256sum, openssl).
 * @throws where any of them refuses it
 */
export function checkWithStandardPrograms(bundle: string, folder: string): Manifest {
  const at = (...path: string[]) => join(folder, ...path);
  mkdirSync(folder, { recursive: true });
  execFileSync('zstd', ['-d', '-q', '-f', bundle, '-o', at('bundle.tar')]);
  execFileSync('tar', ['-x', '-f', at('bundle.tar'), '-C', folder]);
  const manifest = JSON.parse(readFileSync(at('export.json'), 'utf8')) as Manifest;
  const sums = manifest.artifacts.map(({ path, sha256 }) => `${sha256.replace('sha256:', '')}  ${path}\n`).join('');
  execFileSync('sha256sum', ['--check', '--strict', '--quiet'], { cwd: folder, input: sums });
  writeFileSync(at('export.sig.der'), Buffer.from(readFileSync(at('signatures', 'export.sig'), 'utf8'), 'base64'));
  execFileSync('openssl', [
    ...['dgst', '-sha256', '-verify', at('signatures', 'export-center.pub')],
    ...['-signature', at('export.sig.der'), at('export.json')],
  ]);
  return manifest;
}
