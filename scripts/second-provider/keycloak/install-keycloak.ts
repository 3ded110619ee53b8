import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { projectPath } from '../../bootstrap/project.mjs';
import type { Report } from '../report.ts';
import { runProgram } from '../run-program.ts';

/** The release that the checks are known to pass with; it runs on Java 17 and newer. */
export const keycloakVersion = '26.7.2';
const archiveSha256 = '744ced2aee48932be2de935ff380085ebded737655c0986aa3512bbcec62f69b';

const artifact = `org.keycloak:keycloak-quarkus-dist:${keycloakVersion}:zip`;
const copyGoal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';

/**
 * Keycloak's folder below .tmp/, made when missing. Maven fetches the archive from wherever its own settings say Maven
 * Central is, and refuses it where the repository's checksum differs; that it is the one tested here is checked after.
 */
export async function installKeycloak(report: Report, started: AsyncDisposableStack): Promise<string> {
  const cache = projectPath('.tmp', 'second-provider');
  const folder = join(cache, `keycloak-${keycloakVersion}`);
  if (existsSync(folder)) return folder;

  report.say(`Fetching Keycloak ${keycloakVersion} (177 MB) with Maven …`);
  await mkdir(cache, { recursive: true });
  const maven = ['--batch-mode', '--quiet', '--strict-checksums', '-Dstyle.color=never', copyGoal];
  await runProgram('mvn', [...maven, `-Dartifact=${artifact}`, `-DoutputDirectory=${cache}`], started);
  const archive = join(cache, `keycloak-quarkus-dist-${keycloakVersion}.zip`);
  await refuseAnotherArchive(archive);

  const unpacked = join(cache, 'unpacking');
  await rm(unpacked, { recursive: true, force: true });
  await runProgram('unzip', ['-q', archive, '-d', unpacked], started);
  await rename(join(unpacked, `keycloak-${keycloakVersion}`), folder);
  await rm(unpacked, { recursive: true });
  await rm(archive);
  return folder;
}

async function refuseAnotherArchive(archive: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(archive), hash);
  const found = hash.digest('hex');
  if (found !== archiveSha256) throw new Error(`${archive} has SHA-256 ${found}, not ${archiveSha256}: delete it`);
}
