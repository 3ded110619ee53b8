import { chmod, copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { projectFolder, projectPath } from '../bootstrap/project.mjs';

/** The first that has zstd. */
const OLDEST_NODE = '22.15.0';

/** The programs and the modules that they begin with. */
const programs = { 'bin/mirror': 'server/offline-kit/mirror.ts', 'bin/stella': 'server/cli/main.ts' } as const;

/** What else lies in the kit. */
const documents = { 'README.md': 'server/offline-kit/README.md' } as const;

/** What the programs are, also where the folder above is a package that says otherwise. */
const packageJson = `${JSON.stringify({ private: true, type: 'commonjs' })}\n`;

/**
 * Builds the kit into a folder, whose bin/ is replaced and whose other files, such as keys/, stay. The same sources give the same
 * bytes: nothing in them depends on the machine or the place of the project.
 */
export async function buildOfflineKit(folder: string): Promise<{ path: string; bytes: number }[]> {
  await rm(join(folder, 'bin'), { recursive: true, force: true });
  const { version } = JSON.parse(await readFile(projectPath('package.json'), 'utf8')) as { version: string };
  for (const [path, entry] of Object.entries(programs)) await bundle(entry, join(folder, path), version);
  for (const [path, source] of Object.entries(documents)) await copyFile(projectPath(source), join(folder, path));
  await writeFile(join(folder, 'package.json'), packageJson);
  return Promise.all(
    Object.keys(programs).map(async (path) => ({ path, bytes: (await stat(join(folder, path))).size })),
  );
}

async function bundle(entry: string, target: string, version: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: projectFolder,
    outfile: 'program.js',
    write: false,
    bundle: true,
    platform: 'node',
    // What lacks in older ones, such as `await using`, is rewritten.
    target: `node${OLDEST_NODE}`,
    // Of modules the imports are linked first, so that an older Node fails before it could be told so.
    format: 'cjs',
    banner: { js: banner },
    define: { 'process.env.OFFLINE_KIT_VERSION': JSON.stringify(version) },
    legalComments: 'eof',
    charset: 'utf8',
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild made nothing of ${entry}`);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, file.contents);
  await chmod(target, 0o755);
}

/** Says what is missing to a Node that lacks what the program needs (zstd). */
const banner = `#!/usr/bin/env node
if (process.versions.node.localeCompare('${OLDEST_NODE}', 'en', { numeric: true }) < 0) {
  console.error('Node ${OLDEST_NODE} or newer is needed; this is ' + process.versions.node + ' (' + process.execPath + ').');
  process.exit(4);
}`;
