// Runs before `npm start`, `npm test` and the others (package.json, pre* scripts) and makes a fresh clone ready for them.
// Plain JavaScript without packages: the first time it runs on the system's Node (20 or newer), before `npm ci`.
import { BootstrapError } from './bootstrap/bootstrap-error.mjs';
import { ensureChromium } from './bootstrap/chromium.mjs';
import { ensureConsoleBuilt } from './bootstrap/console-build.mjs';
import { ensurePackages } from './bootstrap/packages.mjs';
import { ensureProjectNode } from './bootstrap/project-node.mjs';

/** What each mode needs beyond the packages and Node 24. */
const modes = {
  start: ensureConsoleBuilt,
  test: ensureChromium,
  dev: () => undefined,
};

try {
  const mode = process.argv[2] ?? '';
  if (!isMode(mode)) throw new BootstrapError(`unknown mode '${mode}'; known are ${Object.keys(modes).join(', ')}`);
  ensurePackages();
  ensureProjectNode();
  modes[mode]();
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(`bootstrap: ${error.message}`);
  process.exitCode = 1;
}

/**
 * @param {string} mode
 * @returns {mode is keyof typeof modes}
 */
function isMode(mode) {
  return Object.hasOwn(modes, mode);
}
