import { loadConfig, type Config } from '../kernel/config/config.ts';
import type { ProcessRole } from '../kernel/config/process-roles.ts';
import { startProgram, type RunningProgram } from '../program.ts';
import { freePorts } from './free-ports.ts';
import { makeTestDatabaseHome } from './test-database.ts';

export interface TestStackOptions {
  /** All by default. */
  readonly roles?: readonly ProcessRole[];
  /** Settings over those of the stack, as in `OIDC_ISSUER` of a fake issuer, or `EVIDENCE_DIR`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The real program with real roles, on free ports, a database and a DATA_DIR of its own. */
export interface TestStack {
  readonly config: Config;
  /** Stops the program and starts it again on the same data and ports. */
  restart(): Promise<void>;
  /** Stops the program and deletes its data. */
  close(): Promise<void>;
}

export async function makeTestStack({ roles, env = {} }: TestStackOptions = {}): Promise<TestStack> {
  const home = await makeTestDatabaseHome();
  const [port, authority, exportCenter, locker, management] = (await freePorts(5)).map(String);
  const settings = {
    PORT: port,
    AUTHORITY_PORT: authority,
    EXPORT_CENTER_PORT: exportCenter,
    EVIDENCE_LOCKER_PORT: locker,
    MANAGEMENT_PORT: management,
    DATA_DIR: home.dataDir,
    DATABASE_URL: home.url,
    LOG_LEVEL: 'silent',
    ...env,
  };
  const config = loadConfig(settings, roles ? [`--roles=${roles.join(',')}`] : []);
  let program: RunningProgram | undefined;
  const stop = async (): Promise<void> => {
    await program?.close({ graceMs: 2_000 });
    program = undefined;
  };
  const close = async (): Promise<void> => {
    await stop();
    await home.remove();
  };
  try {
    program = await startProgram(config);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    config,
    async restart() {
      await stop();
      program = await startProgram(config);
    },
    close,
  };
}
