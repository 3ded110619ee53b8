import type { VerificationProblem } from '../../../../../server/contracts/export-center/run.ts';
import { shortenDigest } from '../../util/digests.ts';
import { formatCount, plural } from '../../util/quantities.ts';

const words: Readonly<Record<string, string>> = {
  'digest-mismatch': 'Content differs from the manifest',
  'size-mismatch': 'Size differs from the manifest',
  'record-count-mismatch': 'Number of records differs from the manifest',
  missing: 'Missing',
  unexpected: 'Not named by the manifest',
  duplicate: 'Stands twice in the archive',
  'damaged-archive': 'The archive is damaged here',
  'unsafe-path': 'Its path leads out of the folder that it is unpacked in',
  'not-a-plain-file': 'Not a plain file',
  'payload-mismatch': 'The signed envelope holds other bytes than this file',
  'subject-mismatch': 'The provenance speaks of other files',
  'wrong-layout': 'The files do not lie as its kind prescribes',
  'encryption-mismatch': 'Encrypted in another way than the manifest says',
  undecryptable: 'Cannot be decrypted',
  'inputs-hash-mismatch': 'The hash of the inputs differs from the manifest',
  'rerun-hash-mismatch': 'The rerun hash differs from the manifest',
  'invalid-record': 'Holds a record that an importer would refuse',
  malformed: 'Not of the form that its name promises',
  'invalid-signature': 'The signature does not fit',
  'untrusted-key': 'Signed with a key that is not the tenant’s',
};

/** Of the bundle as one file, which no manifest names. */
const wordsOfWhole: Readonly<Record<string, string>> = {
  'digest-mismatch': 'Its digest is not the recorded one',
  'size-mismatch': 'Its size is not the recorded one',
};

/** What is wrong with one file in one way, however often it was found there. */
export interface Finding {
  /** Empty for the bundle file as a whole. */
  readonly path: string;
  readonly word: string;
  /** What was found in place of what; the first few, then how many more. */
  readonly details: readonly string[];
}

const shownDetails = 3;

/** One finding a file and reason: one damaged byte can spoil every record behind it. */
export function findingsOf(problems: readonly VerificationProblem[]): readonly Finding[] {
  const groups = Map.groupBy(problems, ({ path, reason }) => `${path}\n${reason}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ path: first.path, word: wordOf(first), details: detailsOf(group) }];
  });
}

function wordOf({ path, reason }: VerificationProblem): string {
  return (path === '' ? wordsOfWhole[reason] : undefined) ?? words[reason] ?? reason;
}

function detailsOf(group: readonly VerificationProblem[]): readonly string[] {
  const details = group.map(detailOf).filter((detail) => detail !== undefined);
  const more = details.length - shownDetails;
  if (more <= 0) return details;
  return [...details.slice(0, shownDetails), plural(more, { one: 'and # more', other: 'and # more' })];
}

function detailOf({ expected, actual }: VerificationProblem): string | undefined {
  if (actual === undefined) return undefined;
  return expected === undefined ? actual : `${valueOf(actual)} instead of ${valueOf(expected)}`;
}

/** A digest as short as elsewhere, a number with its digits grouped. */
function valueOf(text: string): string {
  return /^\d+$/.test(text) ? formatCount(Number(text)) : shortenDigest(text);
}
