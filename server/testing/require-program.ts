import { spawnSync } from 'node:child_process';

/**
 * Makes the running spec pending, with a message that `npm test` shows, when a program that should judge it is not installed.
 * Call it first in an `it`; `.ci/run` installs the programs and fails on a pending spec.
 */
export function requireProgram(...programs: readonly string[]): void {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length > 0) pending(`not installed: ${missing.join(', ')}`);
}

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
}
