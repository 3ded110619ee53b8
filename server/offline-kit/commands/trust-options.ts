import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GivenOptions, type Option } from '../command-line/command.ts';
import { KitError } from '../command-line/kit-error.ts';
import { readSecrets } from '../trust/read-secrets.ts';
import { readKeyFolder, readTrustedKeys } from '../trust/trusted-keys.ts';
import { type Trust } from '../verification/examination.ts';

/** Options that every command has which reads a bundle. */
export const trustOptions = {
  key: { value: 'FILE', multiple: true, help: 'public key (PEM) that you trust; may be repeated' },
  keys: {
    value: 'FOLDER',
    multiple: true,
    help: 'folder of public keys; one in FOLDER/<tenant>/ counts for that tenant alone.\nLeft out, the folder keys/ beside bin/ is taken',
  },
  identity: { value: 'FILE', multiple: true, help: 'age identity (from age-keygen), for a bundle encrypted with age' },
  'aes-key': {
    value: 'FILE',
    multiple: true,
    help: "key from 'stella kms export', for a bundle encrypted with AES-GCM",
  },
} as const satisfies Record<string, Option>;

/** The folder of the kit that a program was started from: `<kit>/bin/mirror`, also by a link to it from elsewhere. */
export function kitFolder(): string {
  return dirname(dirname(realpathSync(process.argv[1] ?? '')));
}

/** @throws KitError `usage` without any key: the one that lies in a bundle proves nothing. */
export async function readTrust(given: GivenOptions): Promise<Trust> {
  const [files, folders] = [given.texts('key'), given.texts('keys')];
  const secrets = await readSecrets({ identityFiles: given.texts('identity'), keyFiles: given.texts('aes-key') });
  if (files.length + folders.length > 0) return { keys: await readTrustedKeys({ files, folders }), secrets };
  const own = join(kitFolder(), 'keys');
  const keys = await readKeyFolder(own);
  if (keys.length > 0) return { keys, secrets };
  throw new KitError(
    'usage',
    `No key to check signatures with. Give --key FILE or --keys FOLDER, or put the tenant's public key into ${own}. ` +
      'The key inside a bundle is not enough: whoever forges a bundle puts his own key into it.',
  );
}
