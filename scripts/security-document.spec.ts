import { existsSync, readFileSync } from 'node:fs';
import { projectPath } from './bootstrap/project.mjs';

interface GoalRow {
  readonly goal: number;
  /** `[title](path)` */
  readonly specs: readonly { readonly title: string; readonly path: string }[];
}

const document = readFileSync(projectPath('docs', 'security.md'), 'utf8');

/** The rows that begin with the number of a goal. */
const rows: GoalRow[] = [...document.matchAll(/^\| +(\d+) +\|.*$/gm)].map(([line, goal]) => ({
  goal: Number(goal),
  specs: [...line.matchAll(/\[([^\]]+)\]\(\.\.\/([^)]+)\)/g)].map(([, title = '', path = '']) => ({ title, path })),
}));

describe('docs/security.md', () => {
  it('has each goal once, in order', () => {
    expect(rows.map(({ goal }) => goal)).toEqual(Array.from({ length: 28 }, (_, index) => index + 1));
  });

  for (const { goal, specs } of rows) {
    it(`leads from goal ${goal} to specs that are there, by their titles`, () => {
      expect(specs.length).toBeGreaterThan(0);
      for (const { title, path } of specs) {
        expect(path).toMatch(/\.spec\.ts$/);
        const source = existsSync(projectPath(path)) ? readFileSync(projectPath(path), 'utf8') : '';
        expect(source.includes(title)).withContext(`“${title}” in ${path}`).toBeTrue();
      }
    });
  }

  it('names files and folders that are there', () => {
    const named = [...document.matchAll(/`((?:server|scripts|e2e|src)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(10);
    for (const path of named)
      expect(existsSync(projectPath(path)))
        .withContext(path)
        .toBeTrue();
  });
});
