import { type ScryptOptions, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP Password Storage Cheat Sheet, scrypt: N=2^15, r=8, p=3 (32 MiB). Only new hashes use it; old ones name theirs. */
const cost = { ln: 15, r: 8, p: 3 } as const;
const keyBytes = 32;

/** `$scrypt$ln=15,r=8,p=3$<salt>$<key>` in base64url: the PHC string format, so that a hash carries its own cost. */
const phc = /^\$scrypt\$ln=(?<ln>\d{1,2}),r=(?<r>\d{1,2}),p=(?<p>\d{1,2})\$(?<salt>[\w-]+)\$(?<key>[\w-]+)$/;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** True if `hash` was made from `password`. The work is done in libuv's thread pool; throws on a malformed hash. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parts = phc.exec(hash)?.groups;
  if (!parts?.['salt'] || !parts['key']) throw new Error('Malformed password hash');
  const expected = Buffer.from(parts['key'], 'base64url');
  const actual = await derive(password, Buffer.from(parts['salt'], 'base64url'), {
    ln: Number(parts['ln']),
    r: Number(parts['r']),
    p: Number(parts['p']),
  });
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

function derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln;
  // Node refuses at exactly the memory that scrypt needs, so allow twice as much.
  const options: ScryptOptions = { N, r, p, maxmem: 2 * 128 * N * r };
  return new Promise((resolve, reject) => {
    // NFKC: the same password typed on another keyboard or system is the same string (RFC 8265, section 4.2.2).
    scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
