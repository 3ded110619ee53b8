import { randomBytes, randomFillSync } from 'node:crypto';
import { ulid } from 'ulid';

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new id such as `prof-7hk2mq9x4bcd`: the prefix and 60 random bits in letters and digits that are hard to confuse. */
export function newId(prefix: string): string {
  return `${prefix}-${Array.from(randomBytes(12), (byte) => alphabet[byte % alphabet.length]).join('')}`;
}

const pool = new Uint8Array(4096);
let used = pool.length;

/** Random bytes come from the system by the page: one call for 256 ids, instead of 16 calls for each. */
function randomFraction(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  used += 1;
  return byte / 256;
}

/** A new ULID: 48 bits of time (`at`, milliseconds since 1970) and 80 random bits, in 26 characters. */
export function newUlid(at: number = Date.now()): string {
  return ulid(at, randomFraction);
}
