import { join } from 'node:path';
import { projectPath } from '../bootstrap/project.mjs';
import { startService } from './service-process.ts';

export interface ProgramOptions {
  /** First of five in a row. */
  readonly port: number;
  /** For the data and the log of this run. */
  readonly scratch: string;
  /** Those that connect the OpenID provider. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts this program without its own authority: the provider under test takes its place. `started` ends it. */
export async function startProgram(
  { port, scratch, settings }: ProgramOptions,
  started: AsyncDisposableStack,
): Promise<void> {
  await startService(
    {
      command: process.execPath,
      args: [projectPath('server', 'main.ts'), '--roles=bff,export-center,export-worker,evidence-locker'],
      env: { ...settings, PORT: String(port), DATA_DIR: join(scratch, 'data') },
      logFile: join(scratch, 'program.log'),
      readyAt: `http://localhost:${port}/health/readiness`,
      startSeconds: 300,
    },
    started,
  );
}
