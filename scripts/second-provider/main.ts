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
/** Ends what was started, the last first: also when a check throws, or somebody presses Ctrl-C. */
const started = new AsyncDisposableStack();
const interrupt = (exitCode: number) => () => void started.disposeAsync().finally(() => process.exit(exitCode));
process.once('SIGINT', interrupt(130)).once('SIGTERM', interrupt(143));

try {
  const checks = await start();
  await runAll(checks);
  report.say(`\n${report.summary()}`);
  process.exitCode = report.failed > 0 ? 1 : 0;
} finally {
  await started.disposeAsync();
}

async function start(): Promise<Checks> {
  const folder = await installKeycloak((line) => report.say(line));
  const scratch = await mkdtemp(join(tmpdir(), 'second-provider-'));
  started.defer(() => (report.failed > 0 ? report.say(`Logs are in ${scratch}`) : rm(scratch, { recursive: true })));

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
