import { asDigest } from './bundle-hashes.ts';
import { checkArtifacts } from './checks/check-artifacts.ts';
import { checkProvenance } from './checks/check-provenance.ts';
import { checkSignature } from './checks/check-signature.ts';
import { readManifest } from './checks/read-manifest.ts';
import { type ImportCheck } from './import-check/import-check.ts';
import { type BundleContents, readContents } from './read-contents.ts';
import { type Sha256, type VerificationRuntime, codecOfFileName } from './runtime.ts';
import { type TrustedKey, importVerifyingKey } from './signature/public-key.ts';
import { type BundleVerdict, type Problem, type Verdict } from './verdict.ts';

export interface BundleToVerify {
  /** `run-20251029-01.tar.zst`: its ending names the codec. */
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** The digest of the whole file, where the caller knows it; finds damage that the format itself does not show. */
  readonly sha256?: string | undefined;
}

export interface VerificationTools {
  readonly runtime: VerificationRuntime;
  /** The tenant's keys, the current one and those before it. Without any, signatures are not checked. */
  readonly keys: readonly TrustedKey[];
  /** What the bundle's kind demands of its records; without it the verdict's `import` is `not-run`. */
  readonly importCheck?: ImportCheck | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes of the file read so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Verifies a bundle in one pass over its bytes (bundles.md, "Always"; runbook, section 8): signatures, each file's digest and
 * size against `export.json`, paths, provenance, and the records where an import check is given.
 *
 * Whatever is wrong with the bundle becomes a problem of the verdict, named by its file as far as that can be told; only
 * failures to read it, an aborted signal, and keys that are none reject.
 */
export async function verifyBundle(bundle: BundleToVerify, tools: VerificationTools): Promise<BundleVerdict> {
  return (await inspectBundle(bundle, tools)).verdict;
}

/** {@link verifyBundle}, and what was found, for whoever goes on to unpack exactly these files. */
export async function inspectBundle(
  bundle: BundleToVerify,
  tools: VerificationTools,
): Promise<{ verdict: BundleVerdict; contents: BundleContents }> {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const { runtime, importCheck } = tools;
  const keys = tools.keys.map(importVerifyingKey);

  const wholeFile = await runtime.createSha256();
  const codec = codecOfFileName(bundle.fileName);
  const file = watch(bundle.content, wholeFile, tools);
  const archive = codec ? runtime.decompress(codec, file.pieces) : file.pieces;
  const contents = await readContents(archive, { runtime, importCheck, report }).finally(file.close);
  const importVerdict = importCheck ? passedIf(problems.length === 0) : 'not-run';

  const manifest = readManifest(contents, report);
  const verdict: BundleVerdict = {
    signature: checkSignature(contents, keys, report),
    hashes: await checkArtifacts(manifest, contents, { runtime, report }),
    provenance: await checkProvenance(manifest, contents, { runtime, keys, report }),
    import: importVerdict,
    problems,
  };
  checkWholeFile(bundle.sha256, asDigest(wholeFile.digestHex()), report);
  return { verdict, contents };
}

/** Hashes and counts what passes. A broken archive leaves a rest unread, which `close` reads: the digest is over all of it. */
function watch(content: AsyncIterable<Uint8Array>, hash: Sha256, { signal, onProgress }: VerificationTools) {
  const source = content[Symbol.asyncIterator]();
  let bytes = 0;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    signal?.throwIfAborted();
    const piece = await source.next();
    if (piece.done) return { done: true, value: undefined };
    hash.update(piece.value);
    bytes += piece.value.length;
    onProgress?.(bytes);
    return piece;
  };
  // Without `return`, so that a reader that gives up does not end the source before `close`.
  const pieces: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next }) };
  const close = async (): Promise<void> => {
    try {
      while (!(await next()).done);
    } finally {
      await source.return?.();
    }
  };
  return { pieces, close };
}

function passedIf(passed: boolean): Verdict {
  return passed ? 'passed' : 'failed';
}

function checkWholeFile(expected: string | undefined, actual: string, report: (problem: Problem) => void): void {
  if (expected === undefined || expected === actual) return;
  report({ path: '', reason: 'digest-mismatch', expected, actual });
}
