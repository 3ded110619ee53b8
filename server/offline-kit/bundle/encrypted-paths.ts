import { type ExportManifest } from '../../contracts/export-center/run.ts';

/** Whether a file of the bundle is stored encrypted; in `encryptedPaths` a folder ends with a slash. */
export function isEncrypted({ encryption }: Pick<ExportManifest, 'encryption'>, path: string): boolean {
  return (encryption?.encryptedPaths ?? []).some((encrypted) =>
    encrypted.endsWith('/') ? path.startsWith(encrypted) : path === encrypted,
  );
}
