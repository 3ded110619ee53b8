import { readFile } from 'node:fs/promises';
import { type RecipientSecrets } from '../../kernel/encryption/bundle-decrypter.ts';
import { KEY_BYTES } from '../../kernel/encryption/key-id.ts';
import { KitError } from '../command-line/kit-error.ts';

/** The option that gives the key to a bundle encrypted so. */
export const keyOptionOf = { age: '--identity FILE', 'aes-gcm': '--aes-key FILE' } as const;

/** What `--identity` and `--aes-key` give. @throws KitError `usage` where a file holds no such key. */
export async function readSecrets(given: {
  readonly identityFiles: readonly string[];
  readonly keyFiles: readonly string[];
}): Promise<RecipientSecrets> {
  const identities: string[] = [];
  const keys: Uint8Array[] = [];
  for (const file of given.identityFiles) identities.push(...(await readIdentities(file)));
  for (const file of given.keyFiles) keys.push(await readAesKey(file));
  return { identities, keys };
}

/** An identity file of `age-keygen`: a line each, and comments. */
async function readIdentities(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => /^AGE-SECRET-KEY-1[0-9A-Z]+$/.test(line));
  if (identities.length > 0) return identities;
  throw new KitError('usage', `${file} holds no age identity (a line AGE-SECRET-KEY-1…, as age-keygen writes it).`);
}

/** 64 hex digits, base64 of 32 bytes, or the 32 bytes themselves. */
async function readAesKey(file: string): Promise<Uint8Array> {
  const content = await readFile(file);
  if (content.length === KEY_BYTES) return content;
  const text = content.toString('utf8').trim();
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new KitError('usage', `${file} holds no 256-bit key, as 'stella kms export' writes it.`);
}
