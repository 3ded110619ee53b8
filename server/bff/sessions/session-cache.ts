import type { Session } from './session.ts';

/** So long may an instance believe what it read, should the word that a session ended not reach it. */
const believedMs = 1000;
const mostEntries = 10_000;

interface Entry {
  readonly session: Session;
  readonly readAt: number;
}

/** Spares a query and a decryption for each of the many calls that a page makes at once. */
export class SessionCache {
  readonly #read: (idHash: string) => Promise<Session | undefined>;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #reading = new Map<string, Promise<Session | undefined>>();

  constructor(read: (idHash: string) => Promise<Session | undefined>, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  async find(idHash: string): Promise<Session | undefined> {
    const entry = this.#entries.get(idHash);
    if (entry && this.#now() - entry.readAt < believedMs) return entry.session;
    const running = this.#reading.get(idHash) ?? this.#startReading(idHash);
    return running;
  }

  /** Takes in what is being written, where the session is held. Its tokens may be newer than the writer's. */
  change(idHash: string, changed: Partial<Pick<Session, 'idleExpiresAt' | 'selectedTenant'>>): void {
    const entry = this.#entries.get(idHash);
    if (entry) this.#entries.set(idHash, { ...entry, session: { ...entry.session, ...changed } });
  }

  forget(idHash: string): void {
    this.#entries.delete(idHash);
    // What is being read now may be older than the reason to forget.
    this.#reading.delete(idHash);
  }

  clear(): void {
    this.#entries.clear();
    this.#reading.clear();
  }

  #startReading(idHash: string): Promise<Session | undefined> {
    const reading = this.#read(idHash).then(
      (session) => {
        if (this.#reading.get(idHash) === reading) this.#keep(idHash, session);
        return session;
      },
      (error: unknown) => {
        if (this.#reading.get(idHash) === reading) this.#reading.delete(idHash);
        throw error;
      },
    );
    this.#reading.set(idHash, reading);
    return reading;
  }

  #keep(idHash: string, session: Session | undefined): void {
    this.#reading.delete(idHash);
    this.#entries.delete(idHash);
    if (!session) return;
    this.#entries.set(idHash, { session, readAt: this.#now() });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > mostEntries && oldest !== undefined) this.#entries.delete(oldest);
  }
}
