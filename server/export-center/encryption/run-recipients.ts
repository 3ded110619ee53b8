import { randomBytes } from 'node:crypto';
import { type Database } from '../../kernel/database/database.ts';
import { KEY_BYTES, keyIdOf } from '../../kernel/encryption/key-id.ts';
import {
  type KmsRecipients,
  type RecipientsDocument,
  recipientsDocument,
} from '../../kernel/encryption/recipients-document.ts';
import { WRAP_ALGORITHM } from '../../kernel/encryption/wrapped-key.ts';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { type BundlePlan } from '../worker/bundle-plan.ts';
import { ExportError } from '../worker/export-error.ts';
import { keyNameOf } from './check-recipients.ts';
import { type RecipientKeys } from './recipient-keys.ts';
import { type EncryptionTables } from './tables.ts';

/** Who can read what a run encrypts, and the key to encrypt it with. */
export interface RunRecipients {
  readonly document: RecipientsDocument;
  /** `recipients.json`, byte for byte. */
  readonly text: string;
  /** Null with age, where each file has a key of its own. */
  readonly dataKey: Buffer | null;
}

/** Keeps `recipients.json` of runs; `keep` answers the one that counts from now on. */
export interface RecipientsMemory {
  find(): Promise<string | undefined>;
  keep(text: string): Promise<string>;
}

/**
 * The recipients of a run, made once: later attempts encrypt with the same data key.
 * @throws ExportError `encryption` where the key management system fails.
 */
export async function recipientsOfRun(
  encryption: NonNullable<BundlePlan['encryption']>,
  keys: RecipientKeys,
  memory: RecipientsMemory,
): Promise<RunRecipients> {
  const found = await memory.find();
  if (found !== undefined) return remembered(found, keys);
  const made = encryption.mode === 'age' ? ageRecipients(encryption) : await kmsRecipients(encryption, keys);
  const text = await memory.keep(made.text);
  // Another worker, taken for dead, may have been quicker.
  return text === made.text ? made : remembered(text, keys);
}

/** In the database, so that whichever worker takes the run up finds it. */
export function createStoredRecipients(
  database: Database,
  { tenant, runId }: { tenant: string; runId: string },
): RecipientsMemory {
  const find: RecipientsMemory['find'] = async () => {
    const row = await database
      .query<EncryptionTables>()
      .selectFrom('export_center.run_recipients')
      .select('document')
      .where('tenant', '=', tenant)
      .where('run_id', '=', runId)
      .executeTakeFirst();
    return row?.document;
  };
  return {
    find,
    async keep(text) {
      await database
        .query<EncryptionTables>()
        .insertInto('export_center.run_recipients')
        .values({ tenant, run_id: runId, document: text })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return (await find()) ?? text;
    },
  };
}

function ageRecipients({ recipients }: { readonly recipients: readonly string[] }): RunRecipients {
  const listed = recipients.map((recipient) => ({ recipient, algorithm: 'X25519' as const }));
  return withText({ schemaVersion: '1.0', mode: 'age', recipients: listed }, null);
}

async function kmsRecipients(
  { recipients }: { readonly recipients: readonly string[] },
  keys: RecipientKeys,
): Promise<RunRecipients> {
  const dataKey = randomBytes(KEY_BYTES);
  const listed: KmsRecipients['recipients'] = [];
  for (const recipient of recipients) {
    const { keyId, wrapped } = await asked(recipient, () => keys.wrap(keyNameOf(recipient), dataKey));
    listed.push({ recipient, algorithm: WRAP_ALGORITHM, keyId, wrappedKey: wrapped.toString('base64') });
  }
  return withText({ schemaVersion: '1.0', mode: 'aes-gcm', dataKeyId: keyIdOf(dataKey), recipients: listed }, dataKey);
}

async function remembered(text: string, keys: RecipientKeys): Promise<RunRecipients> {
  const document = recipientsDocument.parse(JSON.parse(text));
  if (document.mode === 'age') return { document, text, dataKey: null };
  const { dataKeyId, recipients } = document;
  let failure: unknown;
  for (const { recipient, wrappedKey } of recipients) {
    try {
      const dataKey = await keys.unwrap(keyNameOf(recipient), Buffer.from(wrappedKey, 'base64'));
      if (keyIdOf(dataKey) === dataKeyId) return { document, text, dataKey };
    } catch (error) {
      failure = error;
    }
  }
  throw new ExportError('encryption', 'No recipient’s key gives back the data key of the run. Start a new run.', {
    cause: failure,
  });
}

function withText(document: RecipientsDocument, dataKey: Buffer | null): RunRecipients {
  return { document, text: canonicalJson(document), dataKey };
}

async function asked<Answer>(recipient: string, question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (cause) {
    throw new ExportError('encryption', `The data key could not be wrapped for ${recipient}.`, { cause });
  }
}
