import { Encrypter } from 'age-encryption';

/**
 * Why nothing can be encrypted for an age recipient, in words for the person who wrote it; null for one that can be used.
 * Only X25519 recipients (`age1…`) are used: every `age` program reads those without a plugin.
 */
export async function whyUnusableForAge(recipient: string): Promise<string | null> {
  const type = typeOf(recipient);
  if (type === null) return 'is not an age recipient: those begin with age1';
  if (type !== 'age') return `is a recipient of type ${type}; only X25519 recipients (age1…) can be used`;
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
  } catch (error) {
    return saysChecksum(error)
      ? 'has a checksum that does not fit: it was mistyped or cut off'
      : 'is not an X25519 public key: 32 bytes in Bech32';
  }
  try {
    // A trial shows what the form does not: points of low order, whose shared secret anybody knows (RFC 7748, section 6.1).
    await encrypter.encrypt(new Uint8Array(0));
    return null;
  } catch {
    return 'is a point that gives everybody the same secret: nobody’s public key';
  }
}

/** The human-readable part of a Bech32 string; null where there is none that age uses. */
function typeOf(recipient: string): string | null {
  return /^(age[a-z0-9-]*)1[^1]*$/.exec(recipient)?.[1] ?? null;
}

function saysChecksum(error: unknown): boolean {
  return error instanceof Error && /checksum/i.test(error.message);
}
