import type { SigningKey } from '../../../server/contracts/export-center/keys.ts';
import { signingKeys, succeededRun } from '../testing/run-fixtures.ts';
import { checkingCommands, type CommandStep } from './bundle-commands.ts';

describe('checkingCommands', () => {
  const [key] = signingKeys as [SigningKey, ...SigningKey[]];
  const stepsFor = (fileName: string): readonly CommandStep[] =>
    checkingCommands({ ...succeededRun.bundle!, fileName }, key);
  const commandsOf = (fileName: string, title: string): string =>
    stepsFor(fileName).find((step) => step.title === title)?.commands ?? '';

  it('compares the download with the digest that the console shows', () => {
    expect(commandsOf('run-20261122-01.tar.zst', 'Is it the whole file?')).toBe(
      `echo '${'3'.repeat(64)}  run-20261122-01.tar.zst' | sha256sum -c`,
    );
  });

  for (const [fileName, unpack] of [
    ['run-1.tar.zst', 'zstd -dc run-1.tar.zst | tar -x -C run-1'],
    ['run-1.tar.gz', 'gzip -dc run-1.tar.gz | tar -x -C run-1'],
    ['run-1.tar', 'tar -x -C run-1 < run-1.tar'],
  ] as const) {
    it(`unpacks ${fileName} into a folder of its own`, () => {
      expect(commandsOf(fileName, 'Unpack it')).toBe(`mkdir run-1\n${unpack}\ncd run-1`);
    });
  }

  it('quotes a name that is more than one word to a shell', () => {
    expect(commandsOf("it's.tar.zst", 'Unpack it')).toContain(String.raw`zstd -dc 'it'\''s.tar.zst'`);
  });

  it('checks every artifact against the manifest', () => {
    expect(commandsOf('run-1.tar.zst', 'Is every file as the manifest says?')).toBe(
      String.raw`jq -r '.artifacts[] | "\(.sha256 | ltrimstr("sha256:"))  \(.path)"' export.json | sha256sum -c --strict`,
    );
  });

  it('takes the key from the Export Center and says which fingerprint it must have', () => {
    const step = stepsFor('run-1.tar.zst').find(({ title }) => title.includes('public key'));
    expect(step?.commands).toContain(key.publicKeyPem.trim());
    expect(step?.note).toContain(key.fingerprint.replace('sha256:', ''));
  });

  it('decodes the signature before OpenSSL reads it; cosign decodes it itself', () => {
    expect(commandsOf('run-1.tar.zst', 'Did the tenant sign the manifest?')).toBe(
      'base64 -d signatures/export.sig > export.sig.der\n' +
        'openssl dgst -sha256 -verify export-center.pub -signature export.sig.der export.json',
    );
    expect(commandsOf('run-1.tar.zst', 'The same with cosign')).toContain(
      '--signature signatures/export.sig export.json',
    );
  });
});
