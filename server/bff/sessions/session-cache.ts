import type { Session } from './session.ts';
import type { ReadSessionStates, SessionState } from './session-states.ts';

/** So long may an instance believe what it read, should the word that a session ended not reach it. */
const believedMs = 1000;
const mostEntries = 10_000;

interface Entry {
  readonly session: Session;
  /** When the database said so last. */
  readonly knownAt: number;
}

export interface SessionCacheParts {
  readonly read: (idHash: string) => Promise<Session | undefined>;
  readonly readStates: ReadSessionStates;
  readonly now: () => number;
}

/**
 * Spares a query and a decryption for each of the many calls that a page makes at once. `refresh`, called twice a second,
 * asks for all sessions in use in one query, so that their tokens are read and decrypted again only when they are new.
 */
export class SessionCache {
  readonly #parts: SessionCacheParts;
  readonly #entries = new Map<string, Entry>();
  readonly #reading = new Map<string, Promise<Session | undefined>>();
  /** Asked for since the last refresh. */
  readonly #inUse = new Set<string>();

  constructor(parts: SessionCacheParts) {
    this.#parts = parts;
  }

  async find(idHash: string): Promise<Session | undefined> {
    const entry = this.#entries.get(idHash);
    if (entry && this.#parts.now() - entry.knownAt < believedMs) {
      this.#inUse.add(idHash);
      return entry.session;
    }
    return this.#reading.get(idHash) ?? this.#startReading(idHash);
  }

  /** Rejects where the database cannot be asked; what is held is then believed no longer than before. */
  async refresh(): Promise<void> {
    const held = [...this.#inUse].flatMap((idHash) => {
      const entry = this.#entries.get(idHash);
      return entry ? [[idHash, entry] as const] : [];
    });
    this.#inUse.clear();
    if (held.length === 0) return;
    const knownAt = this.#parts.now();
    const states = await this.#parts.readStates(held.map(([idHash]) => idHash));
    for (const [idHash, entry] of held) {
      // What was changed or forgotten meanwhile is newer than the answer.
      if (this.#entries.get(idHash) !== entry) continue;
      const state = states.get(idHash);
      if (state?.version === entry.session.version) this.#entries.set(idHash, confirmed(entry, state, knownAt));
      else this.#entries.delete(idHash);
    }
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
    const reading = this.#parts.read(idHash).then(
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
    this.#entries.set(idHash, { session, knownAt: this.#parts.now() });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > mostEntries && oldest !== undefined) this.#entries.delete(oldest);
  }
}

/** The same object where nothing has changed: what is prepared for its key stays prepared. */
function confirmed({ session }: Entry, { idleExpiresAt, selectedTenant }: SessionState, knownAt: number): Entry {
  const isSame =
    session.idleExpiresAt.getTime() === idleExpiresAt.getTime() && session.selectedTenant === selectedTenant;
  return { session: isSame ? session : { ...session, idleExpiresAt, selectedTenant }, knownAt };
}
