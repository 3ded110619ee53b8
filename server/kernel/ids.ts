import { randomBytes } from 'node:crypto';

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new id such as `prof-7hk2mq9x4bcd`: the prefix and 60 random bits in letters and digits that are hard to confuse. */
export function newId(prefix: string): string {
  return `${prefix}-${Array.from(randomBytes(12), (byte) => alphabet[byte % alphabet.length]).join('')}`;
}
