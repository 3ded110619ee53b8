import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BootstrapError } from './bootstrap-error.mjs';
import { lockIsInstalled } from './lock-is-installed.mjs';
import { projectFolder, projectPath } from './project.mjs';

/** Runs `npm ci` unless node_modules holds what package-lock.json names. */
export function ensurePackages() {
  const lock = readLock(projectPath('package-lock.json'));
  if (!lock) throw new BootstrapError('package-lock.json is missing or not JSON: restore it from git');
  const installed = readLock(projectPath('node_modules', '.package-lock.json'));
  if (installed && lockIsInstalled(lock, installed)) return;

  console.log('Installing packages (npm ci) …');
  const { status, error } = npm(['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund']);
  if (error) throw new BootstrapError(`npm could not be started (${error.message}): install npm 10 or newer`);
  if (status !== 0) throw new BootstrapError(`npm ci failed with exit code ${status}; its message stands above`);
}

/** @param {string[]} args */
function npm(args) {
  // npm tells its own path, so that the npm that was called is the one that installs (10, 11 and 12 are known to work).
  const cli = process.env['npm_execpath'];
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: projectFolder, stdio: ['ignore', 'inherit', 'inherit'] };
  return cli ? spawnSync(process.execPath, [cli, ...args], options) : spawnSync('npm', args, options);
}

/**
 * @param {string} path
 * @returns {import('./lock-is-installed.mjs').Lock | undefined}
 */
function readLock(path) {
  try {
    return /** @type {import('./lock-is-installed.mjs').Lock} */ (JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
