import { type Encryption } from '../../contracts/export-center/profile.ts';
import { ExportError } from '../worker/export-error.ts';
import { type BundlePlan } from '../worker/bundle-plan.ts';
import { checkRecipients } from './check-recipients.ts';
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
  const { enabled, mode, recipients, strict } = encryption;
  if (!enabled) return null;
  const unusable = (await checkRecipients(encryption, recipientKeys)).filter(({ usable }) => !usable);
  if (unusable.length > 0) {
    const named = unusable.map(({ recipient, reason }) => `${recipient} ${reason ?? ''}`).join('; ');
    throw new ExportError('encryption', `Nothing can be encrypted for ${plural(unusable.length)}: ${named}.`);
  }
  return { mode, recipients: [...new Set(recipients)], strict };
}

function plural(count: number): string {
  return count === 1 ? 'one recipient' : `${count} recipients`;
}
