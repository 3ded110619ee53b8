import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encryptAesGcm } from '../../../server/kernel/encryption/aes-gcm-file.ts';
import { encryptAge } from '../../../server/kernel/encryption/age-file.ts';
import type { Benchmark } from '../../benchmark.ts';
import { measureInRounds } from '../../measure/rounds.ts';
import { median, pairedRatio } from '../../measure/statistics.ts';
import { temporaryFolder } from '../../stack/temporary-folder.ts';

const fileBytes = 512 * 2 ** 20;
const pieceBytes = 2 ** 20;
const execute = promisify(execFile);

export const benchmark: Benchmark = {
  summary: 'encrypting a file of 512 MiB: age beside the age program, AES-GCM beside openssl',
  async run() {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'plain');
    await fill(file);
    const { stderr } = await execute('age-keygen', ['-o', join(folder.path, 'identity')]);
    const recipient = /age1\S+/.exec(stderr)?.[0] ?? '';
    const dataKey = randomBytes(32);
    const samples = await measureInRounds(
      {
        age: () => timed(() => write(`${file}.age`, encryptAge(createReadStream(file, reading), [recipient]))),
        'age program': () => timed(() => execute('age', ['-r', recipient, '-o', `${file}.age`, file])),
        aesGcm: () =>
          timed(() => write(`${file}.gcm`, encryptAesGcm(createReadStream(file, reading), { dataKey, path: 'p' }))),
        openssl: () => timed(() => execute('openssl', opensslArgs(file, dataKey))),
      },
      3,
    );
    const row = (what: string, times: number[], reference: number[]) => [
      what,
      (median(times) / 1_000).toFixed(2),
      (fileBytes / 2 ** 20 / (median(times) / 1_000)).toFixed(0),
      (1 / pairedRatio(times, reference)).toFixed(2),
    ];
    return [
      {
        title: 'One file, one thread, from disk to disk',
        head: ['', 's', 'MiB/s', 'speed to the program'],
        rows: [
          row('age', samples.age, samples['age program']),
          row('age, the program', samples['age program'], samples['age program']),
          row('AES-GCM', samples.aesGcm, samples.openssl),
          row('openssl enc -aes-256-ctr', samples.openssl, samples.openssl),
        ],
        note: 'Medians of 3 rounds. openssl enc has no GCM: counter mode is the same cipher without authentication.',
      },
    ];
  },
};

const reading = { highWaterMark: pieceBytes };

function opensslArgs(file: string, key: Uint8Array): string[] {
  const hex = Buffer.from(key).toString('hex');
  return ['enc', '-aes-256-ctr', '-K', hex, '-iv', '0'.repeat(32), '-in', file, '-out', `${file}.ctr`];
}

async function fill(path: string): Promise<void> {
  await using handle = await open(path, 'w');
  for (let written = 0; written < fileBytes; written += pieceBytes) await handle.write(randomBytes(pieceBytes));
}

async function write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  await using handle = await open(path, 'w');
  for await (const piece of pieces) await handle.write(piece);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
