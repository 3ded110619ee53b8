import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortsInARow } from '../free-ports.ts';
import { eventually } from './eventually.ts';
import { startService } from './service-process.ts';

/** A program whose child is the one that answers, as Keycloak's start script is. */
const withChild = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', process.argv[1]], { stdio: 'inherit' });
  child.on('exit', () => process.exit());`;
const answering = (port: number) => `
  console.log('listening');
  require('node:http').createServer((_, answer) => answer.end()).listen(${port}, '127.0.0.1');`;

describe('A service of the second provider', () => {
  let folder: string;
  let address: string;
  let port: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'service-process-'));
    port = await freePortsInARow(1);
    address = `http://127.0.0.1:${port}/`;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const start = (started: AsyncDisposableStack, args: readonly string[]) =>
    startService(
      {
        command: process.execPath,
        args,
        env: {},
        logFile: join(folder, 'service.log'),
        readyAt: address,
        startSeconds: 30,
      },
      started,
    );

  it('is ready when it answers, and ends together with its children', async () => {
    const started = new AsyncDisposableStack();
    await start(started, ['-e', withChild, answering(port)]);
    expect((await fetch(address)).status).toBe(200);
    expect(await readFile(join(folder, 'service.log'), 'utf8')).toContain('listening');
    await started.disposeAsync();
    await expectAsync(fetch(address)).toBeRejected();
  });

  it('says where to look when it ends instead of answering', async () => {
    await using started = new AsyncDisposableStack();
    await expectAsync(start(started, ['-e', 'process.exit(3)'])).toBeRejectedWithError(/has ended; see .*service\.log/);
  });

  it('ends also while it is not ready yet', async () => {
    const started = new AsyncDisposableStack();
    const outcome = expectAsync(
      start(started, ['-e', 'console.log("up"); setInterval(() => {}, 1000)']),
    ).toBeRejected();
    await eventually(30, 'its first line', async () => {
      const log = await readFile(join(folder, 'service.log'), 'utf8').catch(() => '');
      return log === '' ? undefined : log;
    });
    await started.disposeAsync();
    await outcome;
  });
});
