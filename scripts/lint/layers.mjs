import { readdirSync } from 'node:fs';
import { projectPath } from '../bootstrap/project.mjs';

/**
 * One layer of the architecture (docs/architecture.md): the files of `folder` may import from the folder itself and
 * from those of `mayImport`. A file belongs to the layer with the longest folder.
 * @typedef {{ folder: string, mayImport: string[] }} Layer
 */

const sharedWithConsole = ['server/contracts', 'server/verification'];
const below = {
  kernel: sharedWithConsole,
  service: ['server/kernel', 'server/evidence', ...sharedWithConsole],
  session: ['src/app/session', 'src/app/operator', 'src/app/shared', ...sharedWithConsole],
};

const services = foldersIn('server', ['contracts', 'verification', 'evidence', 'kernel', 'testing', 'cli']);
const areas = foldersIn('src/app', ['shell', 'session', 'operator', 'shared', 'testing']);

/** @type {Layer[]} */
export const layers = [
  { folder: 'server', mayImport: [...services, ...below.service] },
  { folder: 'server/testing', mayImport: ['server'] },
  ...services.map((folder) => ({ folder, mayImport: below.service })),
  { folder: 'server/cli', mayImport: ['server/offline-kit', ...below.service] },
  { folder: 'server/kernel', mayImport: below.kernel },
  { folder: 'server/evidence', mayImport: sharedWithConsole },
  { folder: 'server/verification', mayImport: ['server/contracts'] },
  { folder: 'server/contracts', mayImport: [] },

  { folder: 'src', mayImport: ['src/app/shell', ...areas, ...below.session] },
  { folder: 'src/app/testing', mayImport: ['src', ...sharedWithConsole] },
  { folder: 'src/app/shell', mayImport: [...areas, ...below.session] },
  ...areas.map((folder) => ({ folder, mayImport: below.session })),
  { folder: 'src/app/session', mayImport: below.session },
  { folder: 'src/app/operator', mayImport: below.session },
  { folder: 'src/app/shared', mayImport: sharedWithConsole },

  { folder: 'scripts', mayImport: ['server/contracts', 'server/kernel'] },
  { folder: 'e2e', mayImport: ['scripts', 'server/contracts', 'server/testing'] },
  { folder: 'bench', mayImport: ['scripts', 'server'] },
];

/** What specs and their helpers may import besides what their layer may. */
export const testingFolders = ['server/testing', 'src/app/testing'];

/**
 * @param {string} parent
 * @param {string[]} others those that have a layer of their own
 * @returns {string[]}
 */
function foldersIn(parent, others) {
  return readdirSync(projectPath(parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !others.includes(entry.name))
    .map((entry) => `${parent}/${entry.name}`);
}
