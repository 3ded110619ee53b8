import { join } from 'node:path';
import { encryptAesGcm } from '../../../kernel/encryption/aes-gcm-file.ts';
import { encryptAge } from '../../../kernel/encryption/age-file.ts';
import { type EncryptedFile } from '../../encryption/encrypted-files.ts';
import { createDigester, readPieces } from '../digests.ts';
import { ExportError } from '../export-error.ts';
import { writeStreamedFile } from '../records/file-writer.ts';
import { type TaskContext, tracked } from '../threads/task-context.ts';

/** What files are encrypted with. */
export type EncryptionKey =
  | { readonly mode: 'age'; readonly recipients: readonly string[] }
  | { readonly mode: 'aes-gcm'; readonly dataKey: Uint8Array };

export interface FilesToEncrypt {
  readonly from: string;
  readonly to: string;
  /** Paths in both folders, and as `export.json` names them. */
  readonly files: readonly Pick<EncryptedFile, 'path' | 'plainSha256'>[];
  readonly key: EncryptionKey;
}

/**
 * Encrypts files one after the other. Progress counts their plain bytes.
 * @throws ExportError `verification` where a file is not what was built.
 */
export async function encryptFiles(
  { from, to, files, key }: FilesToEncrypt,
  context: TaskContext,
): Promise<EncryptedFile[]> {
  const encrypted: EncryptedFile[] = [];
  for (const { path, plainSha256 } of files) {
    const [plain, stored] = [createDigester(), createDigester()];
    const content = plain.pass(tracked(readPieces(join(from, path)), context));
    await writeStreamedFile(join(to, path), stored.pass(encrypt(content, path, key)));
    if (plain.digest().sha256 !== plainSha256) {
      throw new ExportError('verification', `"${path}" has changed since it was built`);
    }
    encrypted.push({ path, plainSha256, ...stored.digest() });
  }
  return encrypted;
}

function encrypt(content: AsyncIterable<Uint8Array>, path: string, key: EncryptionKey): AsyncIterable<Uint8Array> {
  return key.mode === 'age'
    ? encryptAge(content, key.recipients)
    : encryptAesGcm(content, { dataKey: key.dataKey, path });
}
