import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createKeyFolder } from '../../kernel/encryption/key-folder.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { ExportError } from '../worker/export-error.ts';
import { checkRecipients } from './check-recipients.ts';
import { planEncryption } from './plan-encryption.ts';
import { createEmbeddedRecipientKeys } from './recipient-keys.ts';

describe('the recipients of a profile', () => {
  const folder = temporaryFolder();
  const kms = () => createKeyFolder(join(folder(), 'kms'));
  const keys = () => createEmbeddedRecipientKeys(kms());
  const ageRecipients = (count: number) =>
    Promise.all(Array.from({ length: count }, async () => identityToRecipient(await generateX25519Identity())));
  const age = { enabled: true, mode: 'age', strict: false } as const;
  const aes = { enabled: true, mode: 'aes-gcm', strict: true } as const;

  it('are all usable, or the unusable ones are named with the reason', async () => {
    const good = await ageRecipients(4);
    expect((await checkRecipients({ ...age, recipients: good }, keys())).every(({ usable }) => usable)).toBeTrue();
    const bad = (good[2] ?? '').replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'));
    const checked = await checkRecipients({ ...age, recipients: [...good, bad] }, keys());
    expect(checked.filter(({ usable }) => !usable)).toEqual([
      { recipient: bad, usable: false, reason: 'has a checksum that does not fit: it was mistyped or cut off' },
    ]);
  });

  it('of a plan with one bad one among many fail it, by its name alone', async () => {
    const good = await ageRecipients(5);
    const zero = 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z';
    const plan = (recipients: string[]) =>
      planEncryption({ recipientKeys: keys() }, { encryption: { ...age, recipients } });
    const failed = await plan([...good.slice(0, 3), zero, ...good.slice(3)]).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ExportError);
    const { code, message } = failed as ExportError;
    expect(code).toBe('encryption');
    expect(message).toContain(zero);
    expect(good.some((recipient) => message.includes(recipient))).toBeFalse();
    expect(await plan([...good, ...good])).toEqual({ mode: 'age', strict: false, recipients: good });
  });

  it('are not looked at without encryption', async () => {
    const encryption = { ...age, enabled: false, recipients: ['age1nonsense'] };
    expect(await checkRecipients(encryption, keys())).toEqual([]);
    expect(await planEncryption({ recipientKeys: keys() }, { encryption })).toBeNull();
  });

  it('are keys that the key management system has, knows not, or cannot use', async () => {
    for (const name of ['vault', 'open', 'short']) await kms().create(name);
    await chmod(join(folder(), 'kms', 'open.key'), 0o644);
    await writeFile(join(folder(), 'kms', 'short.key'), 'c2hvcnQ=\n');
    const recipients = ['vault', 'unknown', 'open', 'short'].map((name) => `kms://${name}`);
    const reasons = (await checkRecipients({ ...aes, recipients }, keys())).map(({ reason }) => reason);
    expect(reasons).toEqual([
      null,
      jasmine.stringContaining('is not known'),
      jasmine.stringContaining('by others than its owner'),
      jasmine.stringContaining('32 bytes'),
    ]);
    expect(reasons.join('')).not.toContain(folder());
  });

  it('are told unusable while the key management system does not answer', async () => {
    const down = { has: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1:443')) };
    const [checked] = await checkRecipients({ ...aes, recipients: ['kms://vault'] }, down);
    expect(checked?.usable).toBeFalse();
    expect(checked?.reason).toContain('does not answer');
    expect(checked?.reason).not.toContain('10.0.0.1');
  });
});
