import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createPageTemplate, type PageTemplate } from './page-template.ts';

/** The console as `ng build` left it. */
export interface ConsoleBuild {
  /** What the files are served from. */
  readonly folder: string;
  /** Undefined while nothing is built. Notices a new build. */
  page(): Promise<PageTemplate | undefined>;
}

/** `folder` holds the built index.html. */
export function createConsoleBuild(folder: string): ConsoleBuild {
  const index = join(folder, 'index.html');
  let known: { readonly changedAt: number; readonly template: PageTemplate } | undefined;

  return {
    folder,
    async page() {
      const found = await stat(index).catch(() => undefined);
      if (!found) return undefined;
      if (known?.changedAt !== found.mtimeMs) {
        known = { changedAt: found.mtimeMs, template: createPageTemplate(await readFile(index, 'utf8')) };
      }
      return known.template;
    },
  };
}
