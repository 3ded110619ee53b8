import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { requireProgram } from '../../testing/require-program.ts';
import {
  EXPORT_MANIFEST,
  EXPORT_SIGNATURE,
  PROVENANCE,
  PROVENANCE_SIGNATURE,
} from '../../verification/bundle-layout.ts';
import { type OpenedBundle, everyKind, openBundleOf } from './testing/bundles-of-every-kind.ts';
import { type WorkerThreads, createWorkerThreads } from './threads/worker-threads.ts';

const PUBLIC_KEY = 'signatures/export-center.pub';

/** Every signature of every kind of bundle, held before openssl; `signing/testing/verify-with-cosign.ts` does so with cosign. */
describe('the signatures of a bundle', () => {
  let folder: string;
  let threads: WorkerThreads;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stella-signatures-'));
    threads = createWorkerThreads({ threads: 1 });
  });
  afterAll(async () => {
    await threads.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [number, fixture] of everyKind.entries()) {
    describe(`of kind ${fixture.name}`, () => {
      let opened: OpenedBundle;
      let unpacked: string;
      beforeAll(async () => {
        opened = await openBundleOf(fixture, { folder: join(folder, String(number)), threads });
        unpacked = join(folder, String(number), 'unpacked');
        for (const { header, content } of opened.members) {
          await mkdir(dirname(join(unpacked, header.name)), { recursive: true });
          await writeFile(join(unpacked, header.name), content);
        }
      });

      const run = (program: string, ...args: string[]) =>
        execFileSync(program, args, { cwd: unpacked, encoding: 'utf8', stdio: 'pipe' });
      const contentOf = (path: string) =>
        opened.members.find(({ header }) => header.name === path)?.content ?? Buffer.alloc(0);
      /** Pairs of a detached signature and the file that it covers. */
      const detached = (): (readonly [string, string])[] => [
        [EXPORT_SIGNATURE, EXPORT_MANIFEST],
        ...opened.layout.signatures.map(({ path, covers }) => [path, covers] as const),
        ...(opened.manifest.encryption?.strict ? [[PROVENANCE_SIGNATURE, PROVENANCE] as const] : []),
      ];
      const openssl = async (signature: string, signed: string) => {
        await writeFile(join(unpacked, 'signature.der'), Buffer.from(signature, 'base64'));
        const files = ['-verify', PUBLIC_KEY, '-signature', 'signature.der', signed];
        return run('openssl', 'dgst', '-sha256', ...files).trim();
      };

      it('are all accepted by openssl, and none over another file', async () => {
        requireProgram('openssl');
        const pairs = detached();
        expect(pairs.map(([path]) => path).sort()).toEqual(
          opened.members.map(({ header }) => header.name).filter((path) => path.endsWith('.sig')),
        );
        for (const [path, covers] of pairs) {
          expect(await openssl(contentOf(path).toString(), covers))
            .withContext(path)
            .toBe('Verified OK');
          await expectAsync(openssl(contentOf(path).toString(), PUBLIC_KEY)).toBeRejected();
        }
      });

      it('in envelopes are accepted by openssl over the pre-authentication encoding', async () => {
        requireProgram('openssl');
        const envelopes = opened.members.filter(({ header }) => /^signatures\/.*\.dsse\.json$/.test(header.name));
        expect(envelopes.length).toBe(opened.manifest.encryption?.strict ? 1 : 2);
        for (const { header, content } of envelopes) {
          const { payload, payloadType, signatures } = JSON.parse(content.toString()) as {
            payload: string;
            payloadType: string;
            signatures: [{ sig: string }];
          };
          const bytes = Buffer.from(payload, 'base64');
          const covered = header.name.includes('export') ? EXPORT_MANIFEST : PROVENANCE;
          expect(bytes.equals(contentOf(covered)))
            .withContext(header.name)
            .toBeTrue();
          const head = `DSSEv1 ${payloadType.length} ${payloadType} ${bytes.length} `;
          await writeFile(join(unpacked, 'signed'), Buffer.concat([Buffer.from(head), bytes]));
          expect(await openssl(signatures[0].sig, 'signed'))
            .withContext(header.name)
            .toBe('Verified OK');
        }
      });
    });
  }
});
