import type { SigningKey } from '../../../server/contracts/export-center/keys.ts';
import { signingKeys, succeededRun } from '../testing/run-fixtures.ts';
import { type CheckedBundle, checkingCommands, type CommandStep } from './bundle-commands.ts';

describe('checkingCommands', () => {
  const [key] = signingKeys as [SigningKey, ...SigningKey[]];
  const checked: CheckedBundle = { ...succeededRun, bundle: succeededRun.bundle!, encryption: null };
  const stepsFor = (fileName: string): readonly CommandStep[] =>
    checkingCommands({ ...checked, bundle: { ...checked.bundle, fileName } }, key);
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

  it('enters the folder that a mirror unpacks into', () => {
    const steps = checkingCommands({ ...checked, kind: 'mirror' }, key);
    expect(steps.find(({ title }) => title === 'Unpack it')?.commands).toContain('/mirror');
  });

  it('checks a Trivy database by the signature that lies beside it', () => {
    const bundle = { ...checked.bundle, fileName: 'db.bundle' };
    const signatures = ['export.sig', 'trivy-db.sig', 'provenance.dsse.json'].map((name) => ({
      ...{ path: `signatures/${name}`, keyId: 'key-2', algorithm: 'ECDSA-P256-SHA256' },
    }));
    const steps = checkingCommands({ bundle, kind: 'trivy', signatures, encryption: null }, key);
    expect(steps.map(({ title }) => title)).not.toContain('Unpack it');
    expect(steps.find(({ title }) => title === 'Did the tenant sign the file?')?.commands).toContain(
      '-signature trivy-db.sig.der db.bundle',
    );
  });

  it('checks a developer portal as an archive, whose signature does not cover the archive itself', () => {
    const bundle = { ...checked.bundle, fileName: 'devportal-offline-bundle.tgz' };
    const signatures = ['devportal.sig', 'export.sig'].map((name) => ({
      ...{ path: `signatures/${name}`, keyId: 'key-2', algorithm: 'ECDSA-P256-SHA256' },
    }));
    const steps = checkingCommands({ bundle, kind: 'devportal', signatures, encryption: null }, key);
    expect(steps.find(({ title }) => title === 'Unpack it')?.commands).toBe(
      'mkdir devportal-offline-bundle\n' +
        'gzip -dc devportal-offline-bundle.tgz | tar -x -C devportal-offline-bundle\ncd devportal-offline-bundle',
    );
    expect(steps.find(({ title }) => title === 'Did the tenant sign the manifest?')?.commands).toContain(
      '-signature export.sig.der export.json',
    );
  });

  describe('of an encrypted bundle', () => {
    const age: CheckedBundle['encryption'] = {
      ...{ mode: 'age', strict: true, recipients: ['age1x'], encryptedPaths: ['README.md', 'data/'] },
    };
    const kms: CheckedBundle['encryption'] = { ...age, mode: 'aes-gcm', recipients: ['kms://plant'] };
    const lastOf = (kind: CheckedBundle['kind'], encryption: CheckedBundle['encryption']): CommandStep =>
      checkingCommands({ ...checked, kind, encryption }, key).at(-1)!;

    it('decrypt only after the signature has been checked', () => {
      const steps = checkingCommands({ ...checked, encryption: age }, key);
      expect(steps.at(-1)?.title).toBe('Decrypt it');
      expect(steps.findIndex(({ title }) => title.startsWith('Did the tenant'))).toBeLessThan(steps.length - 1);
    });

    it('take the files from the manifest: strictly encrypted bundles have some beside data/', () => {
      expect(lastOf('mirror', age).commands).toContain('.encryption.encryptedPaths[]');
    });

    it('name no program for AES-GCM that does not read it', () => {
      expect(lastOf('json', kms).commands).toBe('stella kms export plant --output plant.key');
      expect(lastOf('mirror', kms).commands).toContain(
        'mirror verify --key export-center.pub --aes-key plant.key ../../run-20261122-01.tar.zst',
      );
    });
  });
});
