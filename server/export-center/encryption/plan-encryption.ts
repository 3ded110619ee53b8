import { type Encryption } from '../../contracts/export-center/profile.ts';
import { ExportError } from '../worker/export-error.ts';
import { type BundlePlan } from '../worker/bundle-plan.ts';
import { type CheckedRecipient, checkRecipients } from './check-recipients.ts';
import { type RecipientKeys } from './recipient-keys.ts';

export interface EncryptionPlanServices {
  readonly recipientKeys: Pick<RecipientKeys, 'has'>;
}

/**
 * The encryption of a run, once every recipient has shown to be usable: a bundle that one of them cannot read is not built.
 * @throws ExportError `encryption` naming each recipient that cannot be used.
 */
export async function planEncryption(
  { recipientKeys }: EncryptionPlanServices,
  { encryption }: { readonly encryption: Encryption },
): Promise<BundlePlan['encryption']> {
  return encryptionFor(encryption, await checkRecipients(encryption, recipientKeys));
}

/** The same where the recipients have been tried already. @throws ExportError `encryption` */
export function encryptionFor(
  { enabled, mode, recipients, strict }: Encryption,
  checked: readonly CheckedRecipient[],
): BundlePlan['encryption'] {
  if (!enabled) return null;
  const unusable = checked.filter(({ usable }) => !usable);
  if (unusable.length > 0) {
    const named = unusable.map(({ recipient, reason }) => `${recipient} ${reason ?? ''}`).join('; ');
    throw new ExportError('encryption', `Nothing can be encrypted for ${plural(unusable.length)}: ${named}.`);
  }
  return { mode, recipients: [...new Set(recipients)], strict };
}

function plural(count: number): string {
  return count === 1 ? 'one recipient' : `${count} recipients`;
}
