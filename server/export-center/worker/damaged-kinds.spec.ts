import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXPORT_MANIFEST, PROVENANCE, PROVENANCE_SIGNATURE, PUBLIC_KEY } from '../../verification/bundle-layout.ts';
import { importCheckOf } from '../../verification/import-check/import-check-of.ts';
import { type BundleVerdict, isSound } from '../../verification/verdict.ts';
import { type VerificationTools } from '../../verification/verify-bundle.ts';
import { type Member, flipped } from './testing/archive-surgery.ts';
import { type OpenedBundle, everyKind, openBundleOf, verifyMembers } from './testing/bundles-of-every-kind.ts';
import { type WorkerThreads, createWorkerThreads } from './threads/worker-threads.ts';

/** Each kind's bundle is built once; the specs damage copies of it. What an import check finds is specified with the check. */
describe('verification of a damaged bundle of any kind', () => {
  let folder: string;
  let threads: WorkerThreads;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stella-kinds-'));
    threads = createWorkerThreads({ threads: 1 });
  });
  afterAll(async () => {
    await threads.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [number, fixture] of everyKind.entries()) {
    describe(`of kind ${fixture.name}`, () => {
      let opened: OpenedBundle;
      let paths: string[];
      beforeAll(async () => {
        opened = await openBundleOf(fixture, { folder: join(folder, String(number)), threads });
        paths = opened.members.map(({ header }) => header.name);
      });

      const verify = (members: readonly Member[], tools?: Partial<VerificationTools>) =>
        verifyMembers(opened, members, tools);
      const named = ({ problems }: BundleVerdict) => [...new Set(problems.map(({ path }) => path))].sort();
      const findings = ({ problems }: BundleVerdict) => problems.map(({ path, reason }) => `${reason} ${path}`);
      const contentOf = (path: string) =>
        opened.members.find(({ header }) => header.name === path)?.content ?? Buffer.alloc(0);
      const withContents = (changes: Readonly<Record<string, Buffer>>) =>
        opened.members.map((member) => {
          const content = changes[member.header.name] ?? member.content;
          return { header: { ...member.header, size: content.length }, content };
        });
      const withoutFile = (path: string) => opened.members.filter(({ header }) => header.name !== path);
      const isVouching = (path: string) =>
        path.startsWith('signatures/') || path.endsWith('.dsse.json') || path === PROVENANCE;
      const isStrict = () => opened.manifest.encryption?.strict === true;

      it('finds nothing wrong as long as it is whole, with and without its key', async () => {
        const importCheck = importCheckOf(opened.manifest.profile);
        const verdict = await verify(opened.members, { importCheck, decrypt: opened.decrypt });
        expect(verdict.problems).toEqual([]);
        expect([verdict.signature, verdict.hashes.verdict, verdict.provenance]).toEqual(['passed', 'passed', 'passed']);
        expect(verdict.import).toBe(importCheck ? 'passed' : 'not-run');
        const closed = await verify(opened.members, { importCheck: importCheckOf(opened.manifest.profile) });
        expect(closed.problems).toEqual([]);
        expect(closed.import === 'not-run').toBe(opened.decrypt !== undefined);
        if (opened.decrypt) expect(closed.notRun.import).toBe('encrypted');
        expect([closed.provenance, closed.notRun.provenance]).toEqual(
          isStrict() ? ['not-run', 'encrypted'] : ['passed', undefined],
        );
      });

      it('names the one file in which a byte was flipped', async () => {
        for (const path of paths.filter((one) => contentOf(one).length > 0)) {
          const content = contentOf(path);
          for (const at of [0, content.length >> 1]) {
            const found = named(await verify(withContents({ [path]: flipped(content, at) })));
            const context = `${path} at ${at}`;
            if (path === EXPORT_MANIFEST) expect(found).withContext(context).toContain(path);
            // A detached signature and what it signs: nothing else tells which of them was changed.
            else if (isStrict() && [PROVENANCE, PROVENANCE_SIGNATURE].includes(path)) {
              expect(found).withContext(context).toContain(path);
              expect(found.length).toBeLessThanOrEqual(2);
            } else expect(found).withContext(context).toEqual([path]);
          }
        }
      });

      it('names a file that is missing, and one that nobody vouches for', async () => {
        const isTheFile = (path: string) =>
          opened.layout.form === 'file' && !isVouching(path) && path !== EXPORT_MANIFEST;
        for (const path of paths.filter((one) => !isTheFile(one))) {
          expect(findings(await verify(withoutFile(path))))
            .withContext(path)
            .toContain(`missing ${path}`);
        }
        for (const path of ['data/extra.json', 'signatures/extra.sig', 'tuf/extra.json', 'README.txt']) {
          const extra = { header: { name: path }, content: Buffer.from('{}') };
          expect(findings(await verify([...opened.members, extra])))
            .withContext(path)
            .toEqual([`unexpected ${path}`]);
        }
      });

      it('names files that lie in each other’s place', async () => {
        for (const [at, one] of paths.entries()) {
          const other = paths[(at + 1) % paths.length] ?? '';
          if (contentOf(one).equals(contentOf(other))) continue;
          const swapped = { [one]: contentOf(other), [other]: contentOf(one) };
          const found = named(await verify(withContents(swapped)));
          // Without the manifest nobody can tell what the other file should be.
          const expected = [one, other].includes(EXPORT_MANIFEST) ? [EXPORT_MANIFEST] : [one, other];
          for (const path of expected) expect(found).withContext(`${one} and ${other}`).toContain(path);
        }
      });

      it('refuses signatures that look as if they were encrypted', async () => {
        for (const path of paths.filter((one) => one.startsWith('signatures/') || one === EXPORT_MANIFEST)) {
          for (const beginning of ['age-encryption.org/v1\n', 'STELLAES']) {
            const disguised = withContents({ [path]: Buffer.from(`${beginning} and more`) });
            for (const { decrypt } of [{ decrypt: undefined }, opened]) {
              const verdict = await verify(disguised, { decrypt });
              expect([isSound(verdict), named(verdict).includes(path)])
                .withContext(path)
                .toEqual([false, true]);
            }
          }
        }
      });

      it('refuses the signature of another file, and of another run of the same tenant', async () => {
        const signatures = paths.filter((path) => path.endsWith('.sig'));
        const elsewhere = await bySameTenant(Buffer.from('something else'));
        for (const path of signatures) {
          const others = signatures.filter((other) => other !== path).map(contentOf);
          for (const signature of [...others, elsewhere]) {
            expect(findings(await verify(withContents({ [path]: signature }))))
              .withContext(path)
              .toContain(`invalid-signature ${path}`);
          }
        }
      });

      it('refuses a bundle that another tenant signed, and names what it signed', async () => {
        await opened.bundle.keys.signer('globex');
        const verdict = await verify(opened.members, { keys: await opened.bundle.keys.publicKeys('globex') });
        expect([verdict.signature, verdict.provenance]).toEqual(['failed', 'failed']);
        const signatures = paths.filter((path) => path.startsWith('signatures/'));
        for (const path of signatures) expect(named(verdict)).toContain(path);
        expect(named(verdict).every((path) => isVouching(path))).toBeTrue();
      });

      it('refuses a foreign key in the bundle', async () => {
        const { publicKeyPem } = await opened.bundle.keys.signer('globex');
        expect(findings(await verify(withContents({ [PUBLIC_KEY]: Buffer.from(publicKeyPem) })))).toEqual([
          `untrusted-key ${PUBLIC_KEY}`,
        ]);
      });

      it('accepts it after a rotation of the key, and refuses the new key in it, which signed nothing here', async () => {
        const { publicKeyPem } = await opened.bundle.keys.rotate('acme');
        expect(isSound(await verify(opened.members))).toBeTrue();
        expect(findings(await verify(withContents({ [PUBLIC_KEY]: Buffer.from(publicKeyPem) })))).toEqual([
          `untrusted-key ${PUBLIC_KEY}`,
        ]);
      });

      it('refuses it under another kind’s layout', async () => {
        const { layout } = opened;
        const other = layout.form === 'archive' && layout.root === '' ? ('mirror/' as const) : ('' as const);
        const moved = { ...opened, layout: { ...layout, form: 'archive' as const, root: other } };
        expect(findings(await verifyMembers(moved, opened.members))).toEqual([`wrong-layout ${EXPORT_MANIFEST}`]);
      });

      it('compares what is decrypted with what was encrypted', async () => {
        const { decrypt, manifest } = opened;
        expect(decrypt === undefined).toBe(manifest.encryption === null);
        if (!decrypt) return;
        const hidden = manifest.artifacts.filter(({ plainSha256 }) => plainSha256 !== undefined);
        expect(hidden.length).toBeGreaterThan(0);
        const wrongly: typeof decrypt = async function* (path, content) {
          yield* decrypt(path, content);
          yield Buffer.from('x');
        };
        const changed = await verify(opened.members, { decrypt: wrongly });
        for (const { path } of hidden) expect(findings(changed)).toContain(`digest-mismatch ${path}`);
        const refusing = () => {
          throw new Error('another key');
        };
        const closed = await verify(opened.members, { decrypt: refusing });
        for (const { path } of hidden) expect(findings(closed)).toContain(`undecryptable ${path}`);
      });

      async function bySameTenant(content: Buffer): Promise<Buffer> {
        const signer = await opened.bundle.keys.signer('acme');
        return Buffer.from(await signer.sign([content, createHash('sha256').update(content).digest()]));
      }
    });
  }
});
