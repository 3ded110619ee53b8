import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyFolder } from '../../kernel/encryption/key-folder.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { ExportError } from '../worker/export-error.ts';
import { type RecipientKeys, createEmbeddedRecipientKeys } from './recipient-keys.ts';
import { type RecipientsMemory, recipientsOfRun } from './run-recipients.ts';

describe('the recipients of a run', () => {
  const folder = temporaryFolder();
  const keyFolder = () => createKeyFolder(join(folder(), 'kms'));
  const keys = () => createEmbeddedRecipientKeys(keyFolder());
  const encryption = { mode: 'aes-gcm' as const, strict: false, recipients: ['kms://one', 'kms://two'] };
  beforeEach(async () => {
    for (const name of ['one', 'two']) await keyFolder().create(name);
  });

  function memory(): RecipientsMemory {
    let kept: string | undefined;
    return { find: () => Promise.resolve(kept), keep: (text) => Promise.resolve((kept ??= text)) };
  }
  const codeOf = async (work: Promise<unknown>) => {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    return error instanceof ExportError ? error : new ExportError('internal', String(error));
  };
  const lose = (name: string) => rm(join(folder(), 'kms', `${name}.key`));

  it('are the same for every attempt, with the same data key, as long as one recipient’s key is there', async () => {
    const remembered = memory();
    const first = await recipientsOfRun(encryption, keys(), remembered);
    expect((await recipientsOfRun(encryption, keys(), remembered)).dataKey).toEqual(first.dataKey);
    await lose('one');
    const later = await recipientsOfRun(encryption, keys(), remembered);
    expect([later.dataKey, later.text]).toEqual([first.dataKey, first.text]);
    expect(first.text).not.toContain(first.dataKey?.toString('base64') ?? '');
    await lose('two');
    const failed = await codeOf(recipientsOfRun(encryption, keys(), remembered));
    expect([failed.code, failed.message]).toEqual(['encryption', jasmine.stringContaining('Start a new run')]);
  });

  it('are those of the quicker of two workers', async () => {
    const remembered = memory();
    const late: RecipientsMemory = { ...remembered, find: () => Promise.resolve(undefined) };
    const first = await recipientsOfRun(encryption, keys(), remembered);
    const second = await recipientsOfRun(encryption, keys(), late);
    expect([second.dataKey, second.text]).toEqual([first.dataKey, first.text]);
  });

  it('have another data key in another run', async () => {
    const [one, other] = [
      await recipientsOfRun(encryption, keys(), memory()),
      await recipientsOfRun(encryption, keys(), memory()),
    ];
    expect(one.dataKey?.equals(other.dataKey ?? Buffer.alloc(0))).toBeFalse();
  });

  it('cannot be made while the key management fails, by the name of the recipient, without what it said', async () => {
    const down: RecipientKeys = { ...keys(), wrap: () => Promise.reject(new Error('10.0.0.1 refused')) };
    const remembered = memory();
    const failed = await codeOf(recipientsOfRun(encryption, down, remembered));
    expect([failed.code, failed.message]).toEqual(['encryption', 'The data key could not be wrapped for kms://one.']);
    expect(await remembered.find()).toBeUndefined();
  });
});
