import type { Issuer } from './issuer.ts';
import { ownDatabase } from './own-database.ts';
import { startStack, type Stack } from './start-stack.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A BFF alone in its process, between an issuer and an upstream of the benchmark. */
export interface BffOptions {
  readonly issuer: Issuer;
  /** Address of what stands for both services. */
  readonly upstream: string;
  readonly core: number | undefined;
}

export interface RunningBff extends Stack {
  readonly database: 'PGlite' | 'PostgreSQL';
}

/** Everything as in production, the log included, but for the limit of one session's requests. */
export async function startBff({ issuer, upstream, core }: BffOptions): Promise<RunningBff> {
  await using held = new AsyncDisposableStack();
  const folder = held.use(await temporaryFolder());
  const database = held.use(await ownDatabase());
  const stack = await startStack({
    dataDir: folder.path,
    args: ['--roles=bff'],
    core,
    env: {
      ...database.env,
      OIDC_ISSUER: issuer.url,
      EXPORT_CENTER_URL: upstream,
      EVIDENCE_LOCKER_URL: upstream,
      LOG_LEVEL: 'info',
      SESSION_REQUESTS_PER_SECOND: '1000000',
      TRUSTED_PROXIES: '127.0.0.1,::1',
    },
  });
  held.defer(() => stack.close());
  const all = held.move();
  return { ...stack, database: database.kind, close: () => all.disposeAsync() };
}
