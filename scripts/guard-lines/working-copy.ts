import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectFolder, projectPath } from '../bootstrap/project.mjs';
import type { GuardLine } from './guard-line.ts';

/** The sources as they are now, in a folder where a guard can be taken away without anybody being in danger. */
export interface WorkingCopy {
  readonly folder: string;
  /** Takes the line away for as long as `work` runs. */
  without<T>(line: GuardLine, work: () => Promise<T>): Promise<T>;
  remove(): void;
}

/** All files that git knows or would take, and the packages of this checkout. */
export function makeWorkingCopy(): WorkingCopy {
  const folder = mkdtempSync(join(tmpdir(), 'stella-guard-lines-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: projectFolder,
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of listed.toString().split('\0')) {
    // Git still lists what was deleted and not yet committed.
    if (file === '' || !existsSync(projectPath(file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(projectPath(file), join(folder, file));
  }
  symlinkSync(projectPath('node_modules'), join(folder, 'node_modules'));

  return {
    folder,
    async without(line, work) {
      const file = join(folder, line.file);
      const guarded = readFileSync(file, 'utf8');
      writeFileSync(file, takeAway(line, guarded));
      try {
        return await work();
      } finally {
        writeFileSync(file, guarded);
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @throws where the text stands not exactly once in the source. */
export function takeAway({ file, text, becomes }: GuardLine, source: string): string {
  const times = source.split(text).length - 1;
  if (times !== 1) throw new Error(`${file} holds this ${times} times, not once:\n${text}`);
  return source.replace(text, () => becomes);
}
