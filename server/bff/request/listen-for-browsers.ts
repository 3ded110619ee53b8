import { Server as TlsServer } from 'node:https';
import type { Express } from 'express';
import type { Config } from '../../kernel/config/config.ts';
import { listen, type RunningServer, type Slowness } from '../../kernel/http/listen.ts';
import { followTlsFiles, readTlsFiles } from '../../kernel/http/tls-files.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import { refuseUpgrades } from './refuse-upgrades.ts';
import { headersOfEveryAnswer } from './security-headers.ts';

/**
 * Serves the BFF on `PORT`, with TLS where there is a certificate, whose successor it takes without a restart.
 * @throws StartError where the port or one of the files cannot be used.
 */
export async function listenForBrowsers(
  app: Express,
  config: Config,
  logger: Logger,
  slowness?: Slowness,
): Promise<RunningServer> {
  const { host, port, tlsCertFile: certFile, tlsKeyFile: keyFile } = config;
  const files = certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : undefined;
  const tls = files && (await readTlsFiles(files));
  const surroundings = { headers: headersOfEveryAnswer, logger };
  const running = await listen(app, { host, port, setting: 'PORT', tls, slowness, ...surroundings });
  refuseUpgrades(running.server, surroundings);
  const { server } = running;
  if (files && server instanceof TlsServer) server.once('close', followTlsFiles(server, files, { logger }));
  return running;
}
