import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Member, flipped, tarOf } from '../export-center/worker/testing/archive-surgery.ts';
import { type BundleFixture, everyKind, openBundleOf } from '../export-center/worker/testing/bundles-of-every-kind.ts';
import { createWorkerThreads } from '../export-center/worker/threads/worker-threads.ts';

export { type Member, tarOf };

/** Names of the bundles that {@link buildBundle} makes: every kind, and encrypted ones. */
export const bundleNames: readonly string[] = everyKind.map(({ name }) => name);

/** A bundle of acme that the worker has built, to be changed and laid out as somebody has it who downloaded it. */
export interface BuiltBundle {
  /** PEM of the key that signed it. */
  readonly publicKeyPem: string;
  /** Every file of it, below its root. */
  readonly members: readonly Member[];
  /** Writes these members into a new folder: an archive, or one file with its documents beside it. @returns the bundle's path. */
  download(folder: string, members: readonly Member[]): Promise<string>;
}

/** Builds in a folder of its own. */
export async function buildBundle(name: string, folder: string): Promise<BuiltBundle> {
  const threads = createWorkerThreads({ threads: 1 });
  const opened = await openBundleOf(fixtureOf(name), { folder, threads }).finally(() => threads.close());
  const { bundle, layout, manifest, members } = opened;
  const [key] = await bundle.keys.publicKeys('acme');
  const { fileName } = bundle.packed;
  const write = async (path: string, content: Buffer) => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  };
  return {
    publicKeyPem: key?.publicKeyPem ?? '',
    members,
    async download(target, changed) {
      await rm(target, { recursive: true, force: true });
      const file = join(target, fileName);
      if (layout.form === 'archive') {
        const tar = await tarOf(changed.map((member) => below(layout.root, member)));
        await write(file, fileName.endsWith('.tgz') ? gzipSync(tar) : tar);
        return file;
      }
      const artifact = manifest.artifacts[0]?.path;
      for (const { header, content } of changed) {
        await write(header.name === artifact ? file : join(target, header.name), content);
      }
      return file;
    },
  };
}

/** The member with one of its bits flipped, in its middle; where it has none, with a byte. */
export function damaged({ header, content }: Member): Member {
  const other = content.length === 0 ? Buffer.from('x') : flipped(content, content.length >> 1);
  return { header: { ...header, size: other.length }, content: other };
}

function below(root: string, { header, content }: Member): Member {
  return { header: { ...header, name: `${root}${header.name}` }, content };
}

function fixtureOf(wanted: string): BundleFixture {
  const fixture = everyKind.find(({ name }) => name === wanted);
  if (!fixture) throw new Error(`There is no bundle ${wanted}`);
  return fixture;
}
