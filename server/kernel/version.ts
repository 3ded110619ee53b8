import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };

/** The version of the program, as in package.json. */
export const version: string = packageJson.version;

/** The commit that runs, or `unknown` where the program stands without its repository. */
export const commit: string = readCommit();

function readCommit(): string {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { status, stdout } = spawnSync('git', ['rev-parse', '--short=12', 'HEAD'], {
    cwd,
    encoding: 'utf8',
    timeout: 2_000,
  });
  return status === 0 ? stdout.trim() : 'unknown';
}
