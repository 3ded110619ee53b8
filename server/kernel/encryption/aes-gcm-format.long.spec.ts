import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireProgram } from '../../testing/require-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { encryptAesGcm } from './aes-gcm-file.ts';
import { keyIdOf } from './key-id.ts';
import { inPieces, whole } from './testing/bytes.ts';
import { wrapKey } from './wrapped-key.ts';

/** Needs Python with the package `cryptography`, which CI does without. */
describe('the format of encrypted files, as it is written down,', () => {
  const folder = temporaryFolder();
  const path = 'data/raw/sboms/größe/sbom.json';

  it('is read by the Python program of the document', async () => {
    requireProgram('python3');
    if (spawnSync('python3', ['-c', 'import cryptography']).status !== 0)
      pending('not installed: cryptography (Python)');
    const document = await readFile(join(import.meta.dirname, '../../../docs/encryption-format.md'), 'utf8');
    const program = /```python\n([^]*?)```/.exec(document)?.[1] ?? '';
    const [plain, dataKey, key] = [randomBytes(200_000), randomBytes(32), randomBytes(32)];
    const recipients = {
      ...{ schemaVersion: '1.0', mode: 'aes-gcm', dataKeyId: keyIdOf(dataKey) },
      recipients: [
        {
          ...{ recipient: 'kms://vault', algorithm: 'A256KW', keyId: keyIdOf(key) },
          wrappedKey: wrapKey(key, dataKey).toString('base64'),
        },
      ],
    };
    await writeFile(join(folder(), 'decrypt.py'), program);
    await writeFile(join(folder(), 'vault.key'), `${key.toString('base64')}\n`);
    await writeFile(join(folder(), 'recipients.json'), JSON.stringify(recipients));
    const input = await whole(encryptAesGcm(inPieces(plain), { dataKey, path }));
    const decrypt = (file: Buffer, as = path) =>
      spawnSync('python3', ['decrypt.py', 'vault.key', 'recipients.json', as], { cwd: folder(), input: file });
    const { stdout, stderr } = decrypt(input);
    expect(stdout.equals(plain)).withContext(stderr.toString()).toBeTrue();
    expect(decrypt(input, 'data/other').stderr.toString()).toContain('another path');
    expect(decrypt(input.subarray(0, 128 + 65_552)).status).not.toBe(0);
  });
});
