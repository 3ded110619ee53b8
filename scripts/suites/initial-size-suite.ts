import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { projectPath } from '../bootstrap/project.mjs';
import { consoleBuild } from './console-build-suite.ts';
import type { Suite } from './suite.ts';

/** What the browser must load before the first page shows, compressed as it travels. */
const limitBytes = 200_000;

/** The console builds, and its initial scripts stay below the limit; Angular's own budgets know raw sizes only. */
export const initialSize: Suite = {
  title: 'Size of the console',
  async run() {
    const build = await consoleBuild.run();
    if (build.failed > 0) return build;
    const sizes = [...initialScripts()].map(([file, text]) => ({ file, bytes: brotliCompressSync(text).length }));
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const passed = sizes.length > 0 && total <= limitBytes;
    const output = [...sizes.map(({ file, bytes }) => `${file}: ${bytes}`), `${total} of ${limitBytes} bytes`].join(
      '\n',
    );
    return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [], output };
  },
};

/** The scripts of the page and what they import statically, by name. */
function initialScripts(): Map<string, string> {
  const read = (file: string) => readFileSync(projectPath('dist', 'console', 'browser', file), 'utf8');
  const scripts = new Map<string, string>();
  const add = (file: string) => {
    if (scripts.has(file)) return;
    const text = read(file);
    scripts.set(file, text);
    for (const [, imported = ''] of text.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) add(imported);
  };
  for (const [, script = ''] of read('index.html').matchAll(/<script[^>]* src="([^"]+\.js)"/g)) add(script);
  return scripts;
}
