import { watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { tenantId } from '../../contracts/values.ts';
import type { Logger } from '../../kernel/logging/logger.ts';

export interface EvidenceWatchOptions {
  readonly evidenceDir: string;
  /** A change is told once nothing has changed in the tenant's folder for so long, so that no file is read half-written. */
  readonly quietMs: number;
  /** How often everything is looked at anew: network file systems tell of no changes, and watches can run out. */
  readonly pollMs: number;
  readonly onChange: (tenant: string) => Promise<void>;
  readonly onPoll: () => Promise<void>;
  readonly logger: Logger;
}

/**
 * Watches the evidence of all tenants until it is closed. Every folder has a watch of its own: the recursive watch of
 * Node takes one for every file on Linux, of which there may be hundreds of thousands.
 */
export class EvidenceWatch {
  readonly #options: EvidenceWatchOptions;
  readonly #folders = new Map<string, FSWatcher>();
  readonly #quiet = new Map<string, NodeJS.Timeout>();
  readonly #told = new Set<Promise<void>>();
  #following = Promise.resolve();
  #poll: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: EvidenceWatchOptions) {
    this.#options = options;
  }

  /** Resolves when every folder is watched. */
  async start(): Promise<void> {
    await this.#watchFolders(this.#options.evidenceDir);
    this.#poll = setInterval(() => this.#tell(this.#options.onPoll), this.#options.pollMs).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const watcher of this.#folders.values()) watcher.close();
    for (const timer of this.#quiet.values()) clearTimeout(timer);
    clearInterval(this.#poll);
    await this.#following;
    await Promise.all(this.#told);
  }

  /** The folder and all below it. Links are not followed, as the import does not follow them. */
  async #watchFolders(folder: string): Promise<void> {
    if (this.#isClosed || !this.#watchFolder(folder)) return;
    // A folder that has gone meanwhile was told of by the one above.
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) await this.#watchFolders(join(folder, entry.name));
  }

  /** Whether it can be watched. */
  #watchFolder(folder: string): boolean {
    if (this.#folders.has(folder)) return true;
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => this.#notice(folder, event, name));
      watcher.on('error', (error) => this.#giveUp(folder, error));
      this.#folders.set(folder, watcher);
      return true;
    } catch (error) {
      this.#giveUp(folder, error);
      return false;
    }
  }

  #giveUp(folder: string, error: unknown): void {
    const { evidenceDir, logger } = this.#options;
    this.#forget(folder);
    if (isGone(error)) return;
    logger.warn({ evidenceDir, file: relative(evidenceDir, folder), error }, 'A folder of evidence cannot be watched');
  }

  #forget(folder: string): void {
    for (const [path, watcher] of this.#folders) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watcher.close();
      this.#folders.delete(path);
    }
  }

  #notice(folder: string, event: 'rename' | 'change', name: string | null): void {
    if (this.#isClosed) return;
    const path = name === null ? folder : join(folder, name);
    // Something came or went under this name. A watch stays with the folder that it was made for, whatever its name.
    if (event === 'rename' && !path.endsWith('.json')) {
      this.#forget(path);
      this.#following = this.#following.then(() => this.#watchFolders(path));
    }
    const [tenant = ''] = relative(this.#options.evidenceDir, path).split(sep);
    if (tenantId.safeParse(tenant).success) this.#waitForQuiet(tenant);
  }

  #waitForQuiet(tenant: string): void {
    clearTimeout(this.#quiet.get(tenant));
    const timer = setTimeout(() => {
      this.#quiet.delete(tenant);
      this.#tell(() => this.#options.onChange(tenant));
    }, this.#options.quietMs);
    this.#quiet.set(tenant, timer.unref());
  }

  #tell(listener: () => Promise<void>): void {
    const { evidenceDir, logger } = this.#options;
    // New folders are watched before anybody reads them, so that what comes into them later is told again.
    const told = this.#following
      .then(() => (this.#isClosed ? undefined : listener()))
      .catch((error: unknown) => logger.error({ evidenceDir, error }, 'A change of evidence could not be told'))
      .finally(() => this.#told.delete(told));
    this.#told.add(told);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
