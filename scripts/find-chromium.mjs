import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { BootstrapError } from './bootstrap/bootstrap-error.mjs';

const programNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** For containers and virtual machines: no sandbox (we may be root), no graphics card, no calls home. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * The Chromium that the tests use: CHROME_BIN, else the first one on the PATH, else the one that Playwright has
 * downloaded earlier.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} path of the program
 * @throws {BootstrapError} when CHROME_BIN names no program
 */
export function findChromium(env = process.env) {
  const named = env['CHROME_BIN'];
  if (named) {
    if (isProgram(named)) return named;
    throw new BootstrapError(`CHROME_BIN=${named} is not a program: correct it, or unset it to search the PATH`);
  }
  const onPath = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => programNames.map((name) => join(folder, name)))
    .find(isProgram);
  return onPath ?? ownOfPlaywright();
}

/** @returns {string | undefined} where Playwright would keep its browser; nothing before `npm ci` */
function ownOfPlaywright() {
  try {
    const playwright = /** @type {typeof import('playwright-core')} */ (
      createRequire(import.meta.url)('playwright-core')
    );
    const path = playwright.chromium.executablePath();
    return isProgram(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} path
 * @returns {boolean}
 */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
