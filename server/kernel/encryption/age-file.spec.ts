import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { requireProgram } from '../../testing/require-program.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { decryptAge, encryptAge } from './age-file.ts';
import { TAG_BYTES } from './sealed-chunks.ts';
import { faultOf, flipped, inPieces, whole } from './testing/bytes.ts';

const chunk = 64 * 1024;

describe('a file encrypted with age', () => {
  const people: { identity: string; recipient: string }[] = [];
  let folder: string;
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    while (people.length < 3) {
      const identity = await generateX25519Identity();
      people.push({ identity, recipient: await identityToRecipient(identity) });
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const person = (at: number) => people[at] ?? { identity: '', recipient: '' };
  const encrypt = (bytes: Uint8Array) =>
    whole(encryptAge(inPieces(bytes, 70_000), [person(0).recipient, person(1).recipient]));
  const fault = async (bytes: Uint8Array, identities = [person(0).identity]) =>
    (await faultOf(decryptAge(inPieces(bytes, 70_000), identities))).fault;

  it('is read by the age program, with either recipient’s identity and no other', async () => {
    requireProgram('age');
    for (const length of [0, 1, chunk, chunk + 1, 3 * chunk]) {
      const plain = randomBytes(length);
      const file = join(folder, `${length}.age`);
      await writeFile(file, await encrypt(plain));
      for (const [at, { identity }] of people.entries()) {
        const key = join(folder, `key-${at}`);
        await writeFile(key, `${identity}\n`, { mode: 0o600 });
        const run = spawnSync('age', ['--decrypt', '--identity', key, file], { maxBuffer: 1024 * chunk });
        if (at < 2)
          expect(run.stdout.equals(plain)).withContext(`${length} bytes, ${run.stderr.toString()}`).toBeTrue();
        else expect(run.stderr.toString()).toContain('no identity matched');
      }
    }
  });

  it('is read from what the age program has written', async () => {
    requireProgram('age');
    for (const length of [0, chunk, 2 * chunk + 5]) {
      const plain = randomBytes(length);
      const sealed = execFileSync('age', ['--recipient', person(1).recipient], {
        input: plain,
        maxBuffer: 1024 * chunk,
      });
      const opened = await whole(decryptAge(inPieces(sealed), [person(0).identity, person(1).identity]));
      expect(opened.equals(plain)).withContext(`${length} bytes`).toBeTrue();
    }
  });

  it('is refused for another identity, or for what is none', async () => {
    const sealed = await encrypt(Buffer.from('secret'));
    expect(await fault(sealed, [person(2).identity])).toBe('wrong-key');
    expect(await fault(sealed, ['AGE-SECRET-KEY-1QQQQ'])).toBe('wrong-key');
    expect(await fault(sealed, [person(0).recipient])).toBe('wrong-key');
  });

  it('never repeats an identity in an error', async () => {
    const sealed = await encrypt(Buffer.from('secret'));
    const { identity } = person(0);
    const mistyped = `${identity.slice(0, -1)}${identity.endsWith('Q') ? 'P' : 'Q'}`;
    const failed = whole(decryptAge(inPieces(sealed), [mistyped]));
    await failed.then(fail, (error: unknown) => {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause)).not.toContain(
        mistyped.slice(20, 40),
      );
    });
  });

  it('is refused with a byte of its header or its payload flipped, or its end missing', async () => {
    const sealed = await encrypt(randomBytes(2 * chunk + 5));
    const payload = sealed.length - (2 * chunk + 5 + 3 * TAG_BYTES);
    for (let at = 0; at < payload; at += 7)
      expect(await fault(flipped(sealed, at)))
        .withContext(`${at}`)
        .not.toBeNull();
    for (const at of [payload, payload + chunk, payload + chunk + TAG_BYTES, sealed.length - 1]) {
      expect(await fault(flipped(sealed, at)))
        .withContext(`byte ${at}`)
        .toBe('damaged');
    }
    for (const chunks of [0, 1, 2]) {
      const end = payload + chunks * (chunk + TAG_BYTES);
      expect(await fault(sealed.subarray(0, end)))
        .withContext(`${chunks} chunks`)
        .toBe('truncated');
    }
    for (let end = 22; end < payload; end += 11) {
      expect(await fault(sealed.subarray(0, end)))
        .withContext(`${end} bytes`)
        .toMatch(/^(?:truncated|damaged)$/);
    }
    expect(await fault(Buffer.concat([sealed, Buffer.from('x')]))).toBe('damaged');
  });

  it('tells what is none of it, and a header without end', async () => {
    expect(await fault(Buffer.from('{"plain":"text"}'))).toBe('not-encrypted');
    expect(await fault(Buffer.from('age-encryption.org/v2\n'))).toBe('unsupported');
    expect(await fault(Buffer.from(`age-encryption.org/v1\n${'-> X25519 a\n'.repeat(40_000)}`))).toBe('damaged');
    expect(await fault(Buffer.from(`age-encryption.org/v1\n${'a'.repeat(400_000)}`))).toBe('damaged');
  });
});
