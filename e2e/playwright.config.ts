import { mkdirSync, mkdtempSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { projectFolder, projectPath } from '../scripts/bootstrap/project.mjs';
import { chromiumFlags, findChromium } from '../scripts/find-chromium.mjs';
import { freePortsInARow } from '../scripts/free-ports.ts';

// Playwright reads this file in each of its processes: the first one chooses, the others inherit.
process.env['E2E_PORT'] ??= String(await freePortsInARow(5));
process.env['E2E_RECORD'] ??= makeRecordFolder();
const port = process.env['E2E_PORT'];
const origin = `http://localhost:${port}`;

const executablePath = findChromium();
if (!executablePath) throw new Error('No Chromium found: run `npm run e2e`, or name one in CHROME_BIN');

export default defineConfig({
  outputDir: projectPath('.tmp', 'e2e'),
  projects: [
    // What the journeys left behind is searched when they are over, whether or not they went well.
    { name: 'journeys', testMatch: 'specs/**/*.spec.ts', teardown: 'record' },
    { name: 'record', testMatch: 'record/**/*.spec.ts' },
  ],
  workers: 1,
  forbidOnly: process.env['CI'] === 'true',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ...(process.env['SPEC_COUNTS_FILE'] ? [['./counts-reporter.ts'] as const] : [])],
  use: {
    baseURL: origin,
    launchOptions: { executablePath, args: chromiumFlags },
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
    video: 'off',
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: `exec "${process.execPath}" e2e/stack/start-stack.ts`,
    cwd: projectFolder,
    url: `${origin}/health/readiness`,
    env: { PORT: port },
    stderr: 'pipe',
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
  },
});

function makeRecordFolder(): string {
  mkdirSync(projectPath('.tmp'), { recursive: true });
  return mkdtempSync(projectPath('.tmp', 'e2e-record-'));
}
