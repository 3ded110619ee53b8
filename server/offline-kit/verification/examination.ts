import { type DecryptFile, type RecipientSecrets } from '../../kernel/encryption/bundle-decrypter.ts';
import { type BundleVerdict, type Problem } from '../../verification/verdict.ts';
import { type VerifiedBundle } from '../bundle/verified-bundle.ts';
import { type KitKey } from '../trust/trusted-keys.ts';

export interface Trust {
  readonly keys: readonly KitKey[];
  readonly secrets: RecipientSecrets;
}

export interface Watching {
  readonly signal: AbortSignal;
  /** What is going on, and how much of it is done: 0 to 1, null where that is not known. */
  readonly onProgress: (what: string, fraction: number | null) => void;
}

/** What became of a bundle. */
export interface Examination {
  readonly verdict: BundleVerdict;
  /** Present where nothing is wrong: what may be used. */
  readonly bundle: VerifiedBundle | undefined;
  /** The key that signed it. */
  readonly key: KitKey | undefined;
  /** Present where the bundle is encrypted and a key for it was given. */
  readonly decrypt: DecryptFile | undefined;
}

export function refusal(verdict: BundleVerdict, problems: readonly Problem[], key?: KitKey): Examination {
  return { verdict: { ...verdict, problems }, bundle: undefined, key, decrypt: undefined };
}
