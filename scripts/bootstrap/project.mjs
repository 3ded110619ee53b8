import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, absolute; it may hold spaces. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @param {string[]} segments below the project's folder
 * @returns {string} absolute
 */
export function projectPath(...segments) {
  return join(projectFolder, ...segments);
}

/** Node 24 from npm (devDependency `node`): what the server, the specs and the Angular CLI run on. */
export const projectNode = projectPath('node_modules', '.bin', 'node');
