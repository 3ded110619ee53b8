// Holds every detached signature of a bundle of every kind before `cosign verify-blob`:
//   node server/export-center/signing/testing/verify-with-cosign.ts [path to cosign]
// Exits with 1 where cosign refuses one of ours or accepts one over another file. Where there is no cosign it says so and exits
// with 0: it is no package of the distributions that CI runs on, and openssl judges the same signatures in `npm test`.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type OpenedBundle, everyKind, openBundleOf } from '../../worker/testing/bundles-of-every-kind.ts';
import { createWorkerThreads } from '../../worker/threads/worker-threads.ts';
import {
  EXPORT_MANIFEST,
  EXPORT_SIGNATURE,
  PROVENANCE,
  PROVENANCE_SIGNATURE,
  PUBLIC_KEY,
} from '../../../verification/bundle-layout.ts';

const [cosign = 'cosign'] = process.argv.slice(2);
if (spawnSync(cosign, ['version']).status === 0) await verifyEveryKind();
else process.stdout.write(`${cosign} is not there: no signature was held before it.\n`);

async function verifyEveryKind(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stella-cosign-'));
  const threads = createWorkerThreads({ threads: 1 });
  try {
    for (const [number, fixture] of everyKind.entries()) {
      const at = join(folder, String(number));
      const bundle = await openBundleOf(fixture, { folder: at, threads });
      await unpack(bundle, join(at, 'unpacked'));
      for (const pair of detachedOf(bundle)) verify(fixture.name, join(at, 'unpacked'), pair);
    }
  } finally {
    await threads.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack({ members }: OpenedBundle, folder: string): Promise<void> {
  for (const { header, content } of members) {
    await mkdir(dirname(join(folder, header.name)), { recursive: true });
    await writeFile(join(folder, header.name), content);
  }
}

/** A detached signature and the file that it covers. */
interface SignedFile {
  readonly path: string;
  readonly covers: string;
}

function detachedOf({ layout, manifest }: OpenedBundle): SignedFile[] {
  return [
    { path: EXPORT_SIGNATURE, covers: EXPORT_MANIFEST },
    ...layout.signatures,
    ...(manifest.encryption?.strict ? [{ path: PROVENANCE_SIGNATURE, covers: PROVENANCE }] : []),
  ];
}

function verify(kind: string, cwd: string, { path, covers }: SignedFile): void {
  const accepts = (file: string): boolean => {
    const options = ['--key', PUBLIC_KEY, '--insecure-ignore-tlog=true', '--signature', path, file];
    return spawnSync(cosign, ['verify-blob', ...options], { cwd }).status === 0;
  };
  const right = accepts(covers) && !accepts(PUBLIC_KEY);
  process.stdout.write(`${right ? 'ok  ' : 'FAIL'} ${kind}: ${path} over ${covers}\n`);
  if (!right) process.exitCode = 1;
}
