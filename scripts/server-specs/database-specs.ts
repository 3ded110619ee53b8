import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { projectFolder, projectPath } from '../bootstrap/project.mjs';

/** The one module that reads TEST_DATABASE_URL; what does not import it is the same whatever the database. */
const testDatabase = join('server', 'testing', 'test-database.ts');

/** `database`: the specs that import `test-database.ts`, directly or through others. `other`: those that do not. */
export type SpecPart = 'database' | 'other';

/** The spec files of one part, by their paths in the project. */
export function specFilesOf(part: SpecPart, pattern: string): string[] {
  const imports = new Map<string, readonly string[]>();
  return globSync(pattern, { cwd: projectFolder })
    .filter((file) => imported(file, imports).has(testDatabase) === (part === 'database'))
    .sort();
}

/** A module and all that it imports, types too. `imports` remembers what was read. */
function imported(file: string, imports: Map<string, readonly string[]>): Set<string> {
  const found = new Set([file]);
  for (const each of found) {
    const direct = imports.get(each) ?? importsOf(each);
    imports.set(each, direct);
    direct.forEach((next) => found.add(next));
  }
  return found;
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(projectPath(file), 'utf8'));
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.') && name.endsWith('.ts'))
    .map((name) => join(dirname(file), name));
}
