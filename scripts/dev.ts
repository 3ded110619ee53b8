// `npm run dev`: the whole stack with reload, in one terminal. Angular rebuilds dist/console when src changes, Node
// restarts the server when server/ changes; Ctrl-C ends both.
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { forgetConsoleBuild } from './bootstrap/console-build.mjs';
import { projectFolder, projectPath } from './bootstrap/project.mjs';

const children = new Set<ChildProcess>();
let ending = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    end(0);
  });
}

// A development build is not what `npm start` serves.
forgetConsoleBuild();
rmSync(projectPath('dist', 'console'), { recursive: true, force: true });

const ng = projectPath('node_modules', '@angular', 'cli', 'bin', 'ng.js');
let serverStarted = false;
start('console', [ng, 'build', '--watch', '--configuration=development', '--no-progress'], (line) => {
  // The server has nothing to serve before the first build.
  if (serverStarted || !line.includes('bundle generation complete')) return;
  serverStarted = true;
  start('server', ['--watch', '--watch-preserve-output', projectPath('server', 'main.ts')]);
});

/** Starts a program on this Node and prints its lines under its name. When one ends by itself, all end. */
function start(name: string, args: readonly string[], onLine?: (line: string) => void): void {
  const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      console.log(`${name.padEnd(7)} │ ${line}`);
      onLine?.(line);
    });
  }
  child.once('exit', (code) => {
    children.delete(child);
    end(code ?? 1);
  });
}

function end(code: number): void {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}
