import { demoUserLines } from './authority/users/demo-user-lines.ts';
import { loadConfig, type Config } from './kernel/config/config.ts';
import { collectBuffersWhileYoung, keepHeapsSmall } from './kernel/garbage-collection.ts';
import { StartError } from './kernel/start-error.ts';
import { startProgram } from './program.ts';

/** How long running work may take to finish after SIGTERM or SIGINT; what is aborted then, and the database, need some more. */
const graceMs = 8_000;

try {
  const config = loadConfig(process.env, process.argv.slice(2));
  const buildsBundles = config.roles.includes('export-worker');
  if (buildsBundles) keepHeapsSmall();
  const program = await startProgram(config);
  // In the threads that build bundles the same buffers would pile up: 140 MiB more for 160 MB of evidence.
  if (!buildsBundles) collectBuffersWhileYoung();
  process.stdout.write(banner(config));
  const stop = () => {
    process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
    void program.close({ graceMs }).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

function banner(config: Config): string {
  const lines = config.roles.includes('bff')
    ? [`Console    ${config.publicOrigin}`]
    : [`Roles      ${config.roles.join(', ')}`];
  if (config.embeddedAuthority && config.roles.includes('authority')) lines.push(...demoUserLines());
  lines.push(
    `Data       ${config.databaseUrl === undefined ? config.dataDir : `PostgreSQL, objects in ${config.dataDir}`}`,
  );
  lines.push(`Evidence   ${config.evidenceDir}`);
  return `\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`;
}
