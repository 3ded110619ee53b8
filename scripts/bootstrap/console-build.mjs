import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { BootstrapError } from './bootstrap-error.mjs';
import { digestOfConsoleSources } from './console-sources.mjs';
import { projectFolder, projectNode, projectPath } from './project.mjs';

const builtIndex = projectPath('dist', 'console', 'browser', 'index.html');
/** Digest of the sources that dist/console was built from; absent while a build is under way or after `npm run dev`. */
const digestFile = projectPath('dist', 'console.sha256');

/** Builds the console into dist/console for production, unless it is already built from the present sources. */
export function ensureConsoleBuilt() {
  const digest = digestOfConsoleSources();
  if (existsSync(builtIndex) && existsSync(digestFile) && readFileSync(digestFile, 'utf8') === digest) return;

  console.log('Building the console …');
  forgetConsoleBuild();
  // Angular's CLI refuses the system's Node 20, so it runs on the project's own.
  const { status, stdout, stderr } = spawnSync(
    projectNode,
    [projectPath('node_modules', '@angular', 'cli', 'bin', 'ng.js'), 'build'],
    { cwd: projectFolder, encoding: 'utf8', env: { ...process.env, NG_CLI_ANALYTICS: 'false' } },
  );
  if (status !== 0) throw new BootstrapError(`the console does not build:\n${stdout}${stderr}`);
  writeFileSync(digestFile, digest);
}

/** Makes the next `ensureConsoleBuilt` build: for whoever writes something else to dist/console. */
export function forgetConsoleBuild() {
  rmSync(digestFile, { force: true });
}
