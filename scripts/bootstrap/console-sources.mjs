import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { projectFolder, projectPath } from './project.mjs';

const folders = ['src', 'server/contracts', 'server/verification'];
const files = ['angular.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.app.json', 'tsconfig.worker.json'];

/**
 * Digest over path and content of everything that the console is built from; specs do not count.
 * @returns {string} sha256, hex
 */
export function digestOfConsoleSources() {
  const hash = createHash('sha256');
  for (const path of [...files.map((file) => projectPath(file)), ...folders.flatMap(sourcesBelow)].sort()) {
    const content = readFileSync(path);
    hash.update(`${relative(projectFolder, path).replaceAll(sep, '/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder below the project's folder
 * @returns {string[]} absolute paths
 */
function sourcesBelow(folder) {
  return readdirSync(projectPath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
