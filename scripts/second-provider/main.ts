// `npm run second-provider`: signs in, refreshes, steps up and signs out with an OpenID provider that is not ours.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags, findChromium } from '../find-chromium.mjs';
import { freePortsInARow } from '../free-ports.ts';
import { Checks } from './checks/checks.ts';
import { checkRefresh } from './checks/refresh.ts';
import { checkServices } from './checks/services.ts';
import { checkSignIn } from './checks/sign-in.ts';
import { checkBackChannelLogout, checkSignOut } from './checks/sign-out.ts';
import { checkStepUp } from './checks/step-up.ts';
import { installKeycloak, keycloakVersion } from './keycloak/install-keycloak.ts';
import { createKeycloakProvider } from './keycloak/keycloak-provider.ts';
import { startKeycloak } from './keycloak/start-keycloak.ts';
import { Report } from './report.ts';
import { startProgram } from './start-program.ts';

const report = new Report();
/** Ends what was started, the last first: also when something throws, or somebody presses Ctrl-C. */
const started = new AsyncDisposableStack();
// Until every check has passed.
process.exitCode = 1;

try {
  await Promise.race([run(), interrupted()]);
} finally {
  await started.disposeAsync();
}
// What an interruption has left behind waits for nothing any more.
process.exit();

async function run(): Promise<void> {
  await runAll(await start());
  report.say(`\n${report.summary()}`);
  if (report.failed === 0) process.exitCode = 0;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const end = (exitCode: number) => () => {
      process.exitCode = exitCode;
      resolve();
    };
    process.once('SIGINT', end(130)).once('SIGTERM', end(143));
  });
}

async function start(): Promise<Checks> {
  const folder = await installKeycloak(report, started);
  const scratch = await mkdtemp(join(tmpdir(), 'second-provider-'));
  started.defer(() => (process.exitCode === 0 ? rm(scratch, { recursive: true }) : report.say(`Logs: ${scratch}`)));

  const port = await freePortsInARow(6);
  const consoleOrigin = `http://localhost:${port}`;
  report.say(`Starting Keycloak ${keycloakVersion} …`);
  const keycloak = await startKeycloak({ folder, port: port + 5, scratch }, started);
  const provider = await createKeycloakProvider(keycloak, { consoleOrigin, scratch, accessTokenSeconds: 10 });
  report.say('Starting the console and its services …');
  await startProgram({ port, scratch, settings: provider.settings }, started);

  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: install one, or name its program in CHROME_BIN');
  const browser = await chromium.launch({ executablePath, args: chromiumFlags, handleSIGINT: false });
  started.defer(() => browser.close());
  return new Checks(report, provider, consoleOrigin, browser);
}

async function runAll(checks: Checks): Promise<void> {
  const admin = await report.section('Sign-in', () => checkSignIn(checks));
  const runId = admin && (await report.section('Calls of the services', () => checkServices(checks, admin)));
  if (admin) await report.section('Refresh', () => checkRefresh(checks, admin));
  await report.section('Sign-out at the console', () => checkSignOut(checks));
  await report.section('Sign-out at the provider', () => checkBackChannelLogout(checks));
  if (admin && runId) await report.section('Step-up', () => checkStepUp(checks, admin, runId));
}
