import { spawnSync } from 'node:child_process';
import { findChromium } from '../find-chromium.mjs';

/**
 * Sees to a Chromium for the tests; as root on Debian it installs the package. Where none can be had the tests that
 * need one are skipped, so this only says what to install.
 */
export function ensureChromium() {
  if (findChromium()) return;
  if (process.getuid?.() === 0 && aptGet(['--version'])) {
    console.log('Installing Chromium (apt-get) …');
    if (aptGet(['update']) && aptGet(['install', '--yes', '--no-install-recommends', 'chromium']) && findChromium())
      return;
  }
  console.error(
    'No Chromium found, so the tests in a browser will be skipped. Install one (Debian: `apt-get install chromium`), ' +
      'or name its program in CHROME_BIN.',
  );
}

/**
 * @param {string[]} args
 * @returns {boolean} whether it succeeded; its messages are shown only where it did not
 */
function aptGet(args) {
  const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0 && stderr) console.error(`${stdout}${stderr}`);
  return status === 0;
}
