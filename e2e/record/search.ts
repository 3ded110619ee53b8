import type { Secret, SecretKind } from './secrets.ts';

/** A text of the record. */
export interface Piece {
  /** As in `answer header of GET /bff/session`. */
  readonly place: string;
  readonly text: string;
  /** What may stand there, by rule (pieces.ts). */
  readonly mayHold?: readonly SecretKind[];
}

export interface Finding {
  readonly place: string;
  /** A kind of secret that was issued in this run, or something of the form of a token that nobody knows. */
  readonly what: SecretKind | 'something like a JWT';
}

/** `header.claims` of a JWT; no other text begins like this. */
const tokenForm = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}/;

/** Looks for each secret, whole, in part, and in other spellings; and for whatever has the form of a JWT. */
export function search(pieces: Iterable<Piece>, secrets: readonly Secret[]): Finding[] {
  const needles = secrets.flatMap(({ kind, value }) => spellings(value).map((needle) => ({ kind, needle })));
  const findings: Finding[] = [];
  for (const { place, text, mayHold = [] } of pieces) {
    if (tokenForm.test(text)) findings.push({ place, what: 'something like a JWT' });
    const held = needles.filter(({ kind, needle }) => !mayHold.includes(kind) && text.includes(needle));
    for (const kind of new Set(held.map(({ kind: what }) => what))) findings.push({ place, what: kind });
  }
  return findings;
}

/** Longer pieces of a secret than this do not stand somewhere by chance. */
const tailLength = 40;

/**
 * The secret itself; of a JWT its claims and its signature, which are as bad alone; and its tail in Base64, at each of the
 * three positions that a byte can have in it, and in hexadecimal.
 */
function spellings(value: string): string[] {
  const parts = value.split('.');
  const own = parts.length === 3 ? parts.slice(1).filter((part) => part.length >= 16) : [value];
  const tail = value.slice(-tailLength);
  const inBase64 = [0, 1, 2].flatMap((shift) => {
    // What depends on the neighbours of the tail is cut off at both ends.
    const encoded = Buffer.from('x'.repeat(shift) + tail).toString('base64');
    const needle = encoded.slice(shift === 0 ? 0 : 4, encoded.length - 4);
    return [needle, needle.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...new Set([...own, ...inBase64, Buffer.from(tail).toString('hex')])];
}
