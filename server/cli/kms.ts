import { open, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type KeyFolder, KeyFolderError, createKeyFolder } from '../kernel/encryption/key-folder.ts';
import { keyIdOf } from '../kernel/encryption/key-id.ts';
import { type Command, type GivenOptions } from '../offline-kit/command-line/command.ts';
import { KitError } from '../offline-kit/command-line/kit-error.ts';

/**
 * The embedded key management of an Export Center, for who has its data folder: there is no way to these keys over the
 * network (bundles.md, "Encryption"). `dataDir` is the folder where no option names one.
 */
export function kmsCommands(dataDir: string): Command[] {
  const options = {
    'data-dir': { value: 'FOLDER', help: `the data folder of the Export Center (${dataDir})` },
    help: { help: 'shows this' },
  } as const;
  const keysOf = async (given: GivenOptions): Promise<KeyFolder> => {
    const folder = resolve(given.text('data-dir') ?? dataDir);
    await refuseNoFolder(folder);
    return createKeyFolder(join(folder, 'kms'));
  };

  return [
    {
      name: 'stella kms create',
      summary: 'Makes the key of a recipient: profiles name it kms://NAME.',
      positionals: ['NAME'],
      options,
      examples: ['stella kms create partner-mirror'],
      notes: ['Run it as the user of the Export Center, who must be able to read the key. A key is never replaced.'],
      async run(given, { terminal }) {
        const [name = ''] = given.positionals;
        const keys = await keysOf(given);
        const key = await explained(() => keys.create(name));
        terminal.out(`kms://${name} ${keyIdOf(key)}`);
      },
    },
    {
      name: 'stella kms export',
      summary: 'Gives out the key of a recipient, to be handed over on a safe way.',
      positionals: ['NAME'],
      options: {
        ...options,
        output: { value: 'FILE', help: 'a new file, readable for you alone; otherwise it is printed' },
      },
      examples: ['stella kms export partner-mirror --output partner-mirror.key'],
      notes: [
        'Base64 of 32 bytes, for `mirror import --aes-key`. Who has it can read every bundle that was and will be encrypted for',
        'kms://NAME. Its id, told on standard error, is no secret: compare it with the one in recipients.json.',
      ],
      async run(given, { terminal }) {
        const [name = ''] = given.positionals;
        const keys = await keysOf(given);
        const key = await explained(() => keys.read(name));
        if (!key) throw new KitError('failed', `There is no key '${name}'. Make it with 'stella kms create ${name}'.`);
        const output = given.text('output');
        if (output === undefined) terminal.out(key.toString('base64'));
        else await writePrivate(output, `${key.toString('base64')}\n`);
        terminal.err(`kms://${name} ${keyIdOf(key)}`);
      },
    },
  ];
}

/** A key in a folder that no Export Center reads would only come to light when a run fails. */
async function refuseNoFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new KitError(
    'usage',
    `There is no data folder ${folder}. Name that of the Export Center by --data-dir FOLDER or DATA_DIR.`,
  );
}

async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof KeyFolderError) throw new KitError('failed', cause.message, { cause });
    throw cause;
  }
}

/** Never over a file that is there: its mode could be another one, and somebody may still need it. */
async function writePrivate(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
      throw new KitError('failed', `${path} is there already. Name a new file.`, { cause });
    }
    throw cause;
  });
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}
