import { type Database } from '../../kernel/database/database.ts';
import { type ObjectStore } from '../../kernel/objects/object-store.ts';
import { type BundlePlan } from '../worker/bundle-plan.ts';
import { sha256Of } from '../worker/digests.ts';
import {
  type EncryptedFileMemory,
  createStoredEncryptedFiles,
  createTransientEncryptedFiles,
} from './encrypted-files.ts';
import { type RecipientKeys } from './recipient-keys.ts';
import { type RunRecipients, createStoredRecipients, recipientsOfRun } from './run-recipients.ts';

/** What a run encrypts with. */
export interface RunEncryption {
  readonly recipients: RunRecipients;
  readonly memory: EncryptedFileMemory;
}

export interface RunEncryptionServices {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly recipientKeys: RecipientKeys;
}

/**
 * What the run encrypts with, the same in every attempt; null where its plan encrypts nothing.
 * @throws ExportError `encryption`
 */
export async function openRunEncryption(
  services: RunEncryptionServices,
  { tenant, runId, encryption }: Pick<BundlePlan, 'tenant' | 'runId' | 'encryption'>,
): Promise<RunEncryption | null> {
  if (!encryption) return null;
  const memory = createStoredRecipients(services.database, { tenant, runId });
  const recipients = await recipientsOfRun(encryption, services.recipientKeys, memory);
  const run = { tenant, runId, recipientsSha256: sha256Of(recipients.text) };
  return { recipients, memory: createStoredEncryptedFiles(services, run) };
}

/** For specs of single steps, and for programs that make no second attempt. */
export async function openTransientEncryption(
  encryption: BundlePlan['encryption'],
  keys: RecipientKeys,
): Promise<RunEncryption | null> {
  if (!encryption) return null;
  const recipients = await recipientsOfRun(encryption, keys, {
    find: () => Promise.resolve(undefined),
    keep: (text) => Promise.resolve(text),
  });
  return { recipients, memory: createTransientEncryptedFiles() };
}
