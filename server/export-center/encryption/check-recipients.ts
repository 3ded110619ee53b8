import { type Encryption } from '../../contracts/export-center/profile.ts';
import { whyUnusableForAge } from '../../kernel/encryption/age-recipients.ts';
import { KeyFolderError } from '../../kernel/encryption/key-folder.ts';
import { type RecipientKeys } from './recipient-keys.ts';

/** As the dry run shows it; `reason` reads on from the recipient's name. */
export interface CheckedRecipient {
  readonly recipient: string;
  readonly usable: boolean;
  readonly reason: string | null;
}

/** Tries every recipient of a profile, in its order. Without encryption there is none. */
export function checkRecipients(
  { enabled, mode, recipients }: Pick<Encryption, 'enabled' | 'mode' | 'recipients'>,
  keys: Pick<RecipientKeys, 'has'>,
): Promise<CheckedRecipient[]> {
  if (!enabled) return Promise.resolve([]);
  const whyUnusable = mode === 'age' ? whyUnusableForAge : (recipient: string) => whyUnusableForKms(recipient, keys);
  return Promise.all(
    recipients.map(async (recipient) => {
      const reason = await whyUnusable(recipient);
      return { recipient, usable: reason === null, reason };
    }),
  );
}

/** The `<name>` of `kms://<name>`. */
export function keyNameOf(recipient: string): string {
  return recipient.slice('kms://'.length);
}

async function whyUnusableForKms(recipient: string, keys: Pick<RecipientKeys, 'has'>): Promise<string | null> {
  if (!recipient.startsWith('kms://')) return 'is not a key of the key management system: those begin with kms://';
  try {
    return (await keys.has(keyNameOf(recipient)))
      ? null
      : 'is not known to the key management system; `stella kms create` makes a key';
  } catch (error) {
    if (error instanceof KeyFolderError) return `cannot be used: ${error.message}`;
    return 'cannot be looked up: the key management system does not answer';
  }
}
