// `node scripts/offline-kit.ts [FOLDER]` makes the Offline Kit in dist/offline-kit, or in FOLDER: two programs of one file each that
// need Node alone.
import { resolve } from 'node:path';
import { buildOfflineKit } from './offline-kit/build-offline-kit.ts';
import { projectPath } from './bootstrap/project.mjs';

const folder = resolve(process.argv[2] ?? projectPath('dist/offline-kit'));
for (const { path, bytes } of await buildOfflineKit(folder)) console.log(`${path}  ${Math.ceil(bytes / 1024)} KiB`);
