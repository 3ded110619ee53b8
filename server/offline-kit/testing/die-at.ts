// Loaded before a program by specs (`node --import`): kills it, as `kill -9` does, right before or after its n-th change of the file system
// that matters. DIE_AT is `<n>`; without it the number of changes is written to DIE_COUNT_FILE at the end.
import { appendFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const dieAt = Number(process.env['DIE_AT'] ?? Infinity);
const countFile = process.env['DIE_COUNT_FILE'];
let changes = 0;

for (const name of ['rename', 'symlink', 'link', 'rm', 'open', 'mkdir'] as const) {
  const original = fs[name] as (...args: unknown[]) => Promise<unknown>;
  const dying = async (...args: unknown[]) => {
    changes += 1;
    if (changes === dieAt) process.kill(process.pid, 'SIGKILL');
    return original(...args);
  };
  Object.assign(fs, { [name]: dying });
}
syncBuiltinESMExports();
if (countFile !== undefined) process.on('exit', () => appendFileSync(countFile, `${changes}\n`));
