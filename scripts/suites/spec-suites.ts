import { mkdirSync, rmSync } from 'node:fs';
import { projectPath } from '../bootstrap/project.mjs';
import { findChromium } from '../find-chromium.mjs';
import type { SpecPart } from '../server-specs/database-specs.ts';
import { runNode } from './run-command.ts';
import { readSpecCounts, resultOfSpecs } from './spec-counts.ts';
import type { Suite, SuiteResult } from './suite.ts';

/** Jasmine specs on Node that open no database: the same whatever the database, so they run once. */
export function serverSpecsWithoutDatabase(long: boolean): Suite {
  return {
    title: 'Server specs without a database',
    run: () => serverSpecs('server', { part: 'other', long, databaseUrl: undefined }),
  };
}

/** Those that open a database, on the embedded one. */
export function serverSpecsOnPGlite(long: boolean): Suite {
  return {
    title: 'Server specs on PGlite',
    run: () => serverSpecs('server-pglite', { part: 'database', long, databaseUrl: undefined }),
  };
}

/** Those that open a database, on the PostgreSQL of TEST_DATABASE_URL. */
export function serverSpecsOnPostgres(long: boolean): Suite {
  const title = 'Server specs on PostgreSQL';
  const databaseUrl = process.env['TEST_DATABASE_URL'];
  return {
    title,
    run: () =>
      databaseUrl
        ? serverSpecs('server-postgres', { part: 'database', long, databaseUrl })
        : skipped(title, 'TEST_DATABASE_URL names no PostgreSQL'),
  };
}

/** Jasmine specs in Chromium, through `ng test` and Karma. */
export const consoleSpecs: Suite = {
  title: 'Console specs',
  run: () =>
    findChromium()
      ? specs('console', 'node_modules/@angular/cli/bin/ng.js', ['test', '--no-progress'], {
          NG_CLI_ANALYTICS: 'false',
        })
      : skipped('Console specs', 'no Chromium'),
};

/** A suite that does not run here counts as one skipped test. */
export function skipped(name: string, reason: string): Promise<SuiteResult> {
  return Promise.resolve({ passed: 0, failed: 0, skipped: [{ name, reason }], output: '' });
}

function serverSpecs(
  name: string,
  { part, long, databaseUrl }: { part: SpecPart; long: boolean; databaseUrl: string | undefined },
): Promise<SuiteResult> {
  return specs(name, 'node_modules/jasmine/bin/jasmine.js', ['--config=scripts/server-specs/jasmine.config.ts'], {
    SPEC_PART: part,
    SPEC_LONG: long ? '1' : '0',
    TEST_DATABASE_URL: databaseUrl,
  });
}

/** Runs a test runner whose reporter writes its counts to SPEC_COUNTS_FILE. */
export async function specs(
  name: string,
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<SuiteResult> {
  const countsFile = projectPath('.tmp', `${name}-specs-${process.pid}.json`);
  mkdirSync(projectPath('.tmp'), { recursive: true });
  const ended = await runNode(script, args, { ...env, SPEC_COUNTS_FILE: countsFile });
  const counts = readSpecCounts(countsFile);
  rmSync(countsFile, { force: true });
  return resultOfSpecs(counts, ended);
}
