import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePort } from './free-ports.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export interface NginxOptions {
  /** Addresses as in `http://127.0.0.1:4400`, taken in turn: no request stays with the one before it. */
  readonly upstreams: readonly string[];
  /** For those behind that must know the public origin before; any free one otherwise. */
  readonly port?: number;
}

/** A real nginx in front of BFFs, configured as docs/deployment.md advises. Call `requireProgram('nginx')` first. */
export interface Nginx {
  /** Where it is reached, without a slash at its end. */
  readonly url: string;
  /** Its error log: what it could not reach, or refused. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/** With what the deployment guide says of the one location, and plain HTTP. */
export async function startNginx({ upstreams, port }: NginxOptions): Promise<Nginx> {
  const listensOn = port ?? (await freePort('127.0.0.1'));
  return startNginxSite(siteOf(upstreams, listensOn), `http://127.0.0.1:${listensOn}`);
}

/**
 * Serves what stands in a file of nginx's `sites-enabled`, at `url`; in the foreground, with all its files in a folder
 * of its own; as root and as anybody else.
 */
export async function startNginxSite(site: string, url: string): Promise<Nginx> {
  const folder = await makeTemporaryFolder();
  const configuration = join(folder, 'nginx.conf');
  await writeFile(configuration, mainConfiguration(site));
  const child = spawn('nginx', ['-e', 'stderr', '-p', folder, '-c', configuration], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors: string[] = [];
  const close = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await started(child, child.stderr, errors);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, errors, close };
}

/** It notes the start of its worker, by when it listens. What it notes afterwards is an error. */
function started(child: ChildProcess, stderr: Readable, errors: string[]): Promise<undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  createInterface({ input: stderr }).on('line', (line) => {
    if (/\[notice\].*start worker process /.test(line)) resolve(undefined);
    if (!line.includes('[notice]')) errors.push(line);
  });
  child.once('error', reject);
  child.once('close', () => reject(new Error(`nginx did not start: ${errors.join('; ')}`)));
  return promise;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

function mainConfiguration(site: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `  ${what}_temp_path ${what};`);
  return `
daemon off;
pid nginx.pid;
error_log stderr notice;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 4096; }
http {
  access_log off;
${temporary.join('\n')}
${site}
}
`;
}

function siteOf(upstreams: readonly string[], port: number): string {
  return `
upstream bffs {
${upstreams.map((url) => `  server ${new URL(url).host} max_fails=0;`).join('\n')}
  keepalive 32;
}
server {
  listen 127.0.0.1:${port} backlog=2048;
  client_max_body_size 0;
  location / {
    proxy_pass http://bffs;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_max_temp_file_size 0;
  }
}
`;
}
