export type Verdict = 'passed' | 'failed' | 'not-run';

/** What verification found out about one bundle. The bundle is good when {@link isSound} says so. */
export interface BundleVerdict {
  /** Of `export.json` and of what else its kind signs; `not-run` without a key to check with. */
  readonly signature: Verdict;
  /** `ok` of the `total` artifacts that `export.json` names are there with the right size and digest, as they are stored. */
  readonly hashes: { readonly verdict: Verdict; readonly ok: number; readonly total: number };
  readonly provenance: Verdict;
  /** What the kind's own import check says of the records; `not-run` where they are encrypted. */
  readonly import: Verdict;
  /** Why a check that says `not-run` was not run. */
  readonly notRun: Readonly<Partial<Record<'signature' | 'provenance' | 'import', NotRunReason>>>;
  readonly problems: readonly Problem[];
}

/** No key to check signatures with; content that is encrypted; a kind whose content is not checked further. */
export type NotRunReason = 'no-key' | 'encrypted' | 'no-check';

/** One thing that is wrong. `path` is inside the bundle; empty for the bundle file as a whole. */
export interface Problem {
  readonly path: string;
  readonly reason: ProblemReason;
  readonly expected?: string;
  readonly actual?: string;
}

export type ProblemReason =
  /** The file has other content than `export.json` says. */
  | 'digest-mismatch'
  | 'size-mismatch'
  | 'record-count-mismatch'
  /** The bundle lacks a file that it must have. */
  | 'missing'
  /** Nothing in the bundle vouches for this file. */
  | 'unexpected'
  | 'duplicate'
  /** Absolute, with `..`, or otherwise able to leave the folder that a bundle is unpacked in. */
  | 'unsafe-path'
  /** A link, device or folder, or a file with special mode bits. */
  | 'not-a-plain-file'
  /** The archive or a compressed stream is broken at or in this file. */
  | 'damaged-archive'
  /** The file is not of the form that its name promises. */
  | 'malformed'
  | 'invalid-signature'
  | 'untrusted-key'
  /** A signed envelope holds other bytes than the file that it covers. */
  | 'payload-mismatch'
  /** The provenance does not speak of exactly the files of this bundle. */
  | 'subject-mismatch'
  /** The files do not lie as the kind of the bundle prescribes. */
  | 'wrong-layout'
  /** The file is encrypted although `export.json` says that it is not, or the other way round, or in another way. */
  | 'encryption-mismatch'
  /** The keys given do not decrypt the file, or it was changed or cut. */
  | 'undecryptable'
  | 'inputs-hash-mismatch'
  | 'rerun-hash-mismatch'
  /** A record that an importer would refuse. */
  | 'invalid-record';

/** Nothing was found wrong. A verdict can be sound although a check was not run; look at the single verdicts for that. */
export function isSound({ signature, hashes, provenance, import: imported, problems }: BundleVerdict): boolean {
  const failed = [signature, hashes.verdict, provenance, imported].includes('failed');
  return !failed && problems.length === 0;
}
