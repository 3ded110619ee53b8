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
  const index = indexOf(secrets);
  const findings: Finding[] = [];
  for (const { place, text, mayHold = [] } of pieces) {
    if (tokenForm.test(text)) findings.push({ place, what: 'something like a JWT' });
    for (const what of kindsIn(text, index)) if (!mayHold.includes(what)) findings.push({ place, what });
  }
  return findings;
}

interface Needle {
  readonly kind: SecretKind;
  readonly text: string;
}

/** Needles by their beginning: a run has thousands of them, and megabytes to look through. */
type Index = ReadonlyMap<string, readonly Needle[]>;

const beginning = 16;

function indexOf(secrets: readonly Secret[]): Index {
  const needles = secrets.flatMap(({ kind, value }) => spellings(value).map((text): Needle => ({ kind, text })));
  return Map.groupBy(needles, ({ text }) => text.slice(0, beginning));
}

/** What secrets and their spellings are made of, as long as a beginning at least. */
const words = /[\w+/-]{16,}/g;

function kindsIn(text: string, index: Index): ReadonlySet<SecretKind> {
  const kinds = new Set<SecretKind>();
  for (const { 0: word } of text.matchAll(words)) {
    for (let start = 0; start + beginning <= word.length; start += 1) {
      const begun = index.get(word.slice(start, start + beginning)) ?? [];
      for (const needle of begun) if (word.startsWith(needle.text, start)) kinds.add(needle.kind);
    }
  }
  return kinds;
}

/** Longer pieces of a secret than this do not stand somewhere by chance. */
const tailLength = 40;

/**
 * The secret itself; of a JWT its claims and its signature, which are as bad alone; and its tail in Base64, at each of the
 * three positions that a byte can have in it, and in hexadecimal.
 */
function spellings(value: string): string[] {
  const parts = value.split('.');
  const own = parts.length === 3 ? parts.slice(1) : parts;
  const tail = value.slice(-tailLength);
  const inBase64 = [0, 1, 2].flatMap((shift) => {
    // What depends on the neighbours of the tail is cut off at both ends.
    const encoded = Buffer.from('x'.repeat(shift) + tail).toString('base64');
    const needle = encoded.slice(shift === 0 ? 0 : 4, encoded.length - 4);
    return [needle, needle.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const all = new Set([...own, ...inBase64, Buffer.from(tail).toString('hex')]);
  return [...all].filter(({ length }) => length >= beginning);
}
