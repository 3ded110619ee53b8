import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BuiltBundle, buildBundle, bundleNames, damaged } from '../../testing/downloaded-bundles.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { runProgram } from '../command-line/run-program.ts';
import { exportVerifyCommand } from './verify-command.ts';

describe('stella export verify, given what was downloaded,', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function exportVerify(...args: string[]): Promise<{ exitCode: number; text: string }> {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const program = { name: 'stella', summary: '', version: '0', commands: [exportVerifyCommand] };
    const exitCode = await runProgram(program, ['export', 'verify', ...args], {
      terminal: { out: say, err: say, progress: () => undefined },
      signal: new AbortController().signal,
    });
    return { exitCode, text: lines.join('\n') };
  }

  for (const [number, name] of bundleNames.entries()) {
    describe(`a bundle of kind ${name},`, () => {
      let bundle: BuiltBundle;
      let key: string;
      const verify = (file: string) => exportVerify('--key', key, file);
      const download = (members: BuiltBundle['members']) =>
        bundle.download(join(folder, String(number), 'downloaded'), members);
      beforeAll(async () => {
        const own = join(folder, String(number));
        await mkdir(own);
        bundle = await buildBundle(name, own);
        key = join(own, 'trusted.pub');
        await writeFile(key, bundle.publicKeyPem);
      });

      it('finds it good', async () => {
        const { exitCode, text } = await verify(await download(bundle.members));
        expect(text).toContain('VERIFIED');
        expect(exitCode).toBe(0);
      });

      it('names the file of which a bit was flipped', async () => {
        for (const [at, member] of bundle.members.entries()) {
          const { exitCode, text } = await verify(await download(bundle.members.with(at, damaged(member))));
          expect(text).toContain(`  ${member.header.name}: `);
          expect(exitCode).withContext(text).toBe(3);
        }
      });

      it('does not call every file unexpected where the manifest is not to be read', async () => {
        const at = bundle.members.findIndex(({ header }) => header.name === 'export.json');
        const none = { header: { name: 'export.json' }, content: Buffer.from('{') };
        const { exitCode, text } = await verify(await download(bundle.members.with(at, none)));
        expect(text).toContain('  export.json: malformed');
        expect(text).not.toContain('unexpected');
        expect(exitCode).toBe(3);
      });

      if (!name.startsWith('trivy:')) return;

      it('names the document beside it that is not there, empty, or a folder', async () => {
        for (const [at, member] of bundle.members.entries()) {
          const path = member.header.name;
          if (path.endsWith('.bundle')) continue;
          const damages: ((document: string) => Promise<unknown>)[] = [
            () => Promise.resolve(),
            (document) => writeFile(document, ''),
            (document) => mkdir(document),
          ];
          for (const put of damages) {
            const file = await download(bundle.members.toSpliced(at, 1));
            await put(join(dirname(file), path));
            const { exitCode, text } = await verify(file);
            expect(text).toContain(`  ${path}: `);
            expect(exitCode).withContext(text).toBe(3);
          }
        }
      });
    });
  }
});
