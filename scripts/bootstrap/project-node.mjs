import { spawnSync } from 'node:child_process';
import { BootstrapError } from './bootstrap-error.mjs';
import { projectNode } from './project.mjs';

/** Checks that npm has brought Node 24: the server's .ts files run on it unbuilt. */
export function ensureProjectNode() {
  const { stdout, error } = spawnSync(projectNode, ['--version'], { encoding: 'utf8' });
  if (error) {
    throw new BootstrapError(
      'node_modules/.bin/node is missing: npm ran without install scripts; run `npm ci --ignore-scripts=false`',
    );
  }
  if (!stdout.startsWith('v24.')) {
    throw new BootstrapError(`node_modules/.bin/node is ${stdout.trim()} instead of v24: run \`npm ci\``);
  }
}
