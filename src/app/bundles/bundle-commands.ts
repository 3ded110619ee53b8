import type { SigningKey } from '../../../server/contracts/export-center/keys.ts';
import type { ExportManifest, Run } from '../../../server/contracts/export-center/run.ts';

/** One step of checking a bundle without this console: commands to paste into a shell, in order. */
export interface CommandStep {
  readonly title: string;
  /** What passing it proves, or what it needs. */
  readonly note: string;
  readonly commands: string;
}

/** How the archive of a bundle is unpacked, by the ending of its name. */
const unpacked: Readonly<Record<string, (file: string, folder: string) => string>> = {
  zst: (file, folder) => `zstd -dc ${file} | tar -x -C ${folder}`,
  gz: (file, folder) => `gzip -dc ${file} | tar -x -C ${folder}`,
  tgz: (file, folder) => `gzip -dc ${file} | tar -x -C ${folder}`,
  tar: (file, folder) => `tar -x -C ${folder} < ${file}`,
};

/** What the commands depend on. */
export interface CheckedBundle {
  readonly bundle: NonNullable<Run['bundle']>;
  readonly kind: Run['kind'];
  readonly signatures: Run['signatures'];
  /** As its manifest says; undefined where nothing is encrypted. */
  readonly encryption: ExportManifest['encryption'] | undefined;
}

/**
 * The steps that prove a bundle genuine with programs that nobody here wrote (bundles.md, "Always"): GNU coreutils, tar,
 * zstd, jq, OpenSSL, and cosign as a second opinion. The key is the tenant's as the Export Center publishes it, never the
 * one that lies in the bundle: whoever forges a bundle would put their own there.
 */
export function checkingCommands(checked: CheckedBundle, key: SigningKey): readonly CommandStep[] {
  const { bundle, kind, signatures, encryption } = checked;
  const wholeFile = {
    title: 'Is it the whole file?',
    note: 'In the folder of the download.',
    commands: `echo '${hexOf(bundle.sha256)}  ${bundle.fileName}' | sha256sum -c`,
  };
  // These are one file that other programs read, so the signatures lie beside it.
  if (kind === 'trivy') {
    const signature = signatures.find(({ path }) => !/(?:export|provenance)\.[^/]+$/.test(path))?.path ?? '';
    const covered = { file: shellWord(bundle.fileName), signature: signature.replace(/^.*\//, '') };
    return [wholeFile, takeSignature(signature), takeKey(key), ...verifying('the file', covered)];
  }
  return [
    wholeFile,
    unpacking(checked),
    {
      title: 'Is every file as the manifest says?',
      note: 'Reads each digest out of export.json.',
      commands: `jq -r '.artifacts[] | "\\(.sha256 | ltrimstr("sha256:"))  \\(.path)"' export.json | sha256sum -c --strict`,
    },
    takeKey(key),
    ...verifying('the manifest', { file: 'export.json', signature: 'signatures/export.sig' }),
    ...(encryption ? [decrypting(checked, encryption)] : []),
  ];
}

function unpacking({ bundle: { fileName }, kind }: CheckedBundle): CommandStep {
  const folder = shellWord(fileName.replace(/\.(?:tar.*|tgz)$/, ''));
  const ending = fileName.split('.').at(-1) ?? '';
  const unpack = (unpacked[ending] ?? unpacked['tar'])?.(shellWord(fileName), folder) ?? '';
  return {
    title: 'Unpack it',
    note: 'Into a folder of its own.',
    commands: `mkdir ${folder}\n${unpack}\ncd ${folder}${kind === 'mirror' ? '/mirror' : ''}`,
  };
}

function takeSignature(path: string): CommandStep {
  return {
    title: 'Take the signature',
    note: `Download ${path} from the list of signatures, beside the bundle.`,
    commands: `ls ${path.replace(/^.*\//, '')}`,
  };
}

function takeKey(key: SigningKey): CommandStep {
  return {
    title: 'Take the tenant’s public key',
    note: `From here, not from the bundle. The last line must print ${hexOf(key.fingerprint)}.`,
    commands: [
      `cat > export-center.pub <<'EOF'`,
      key.publicKeyPem.trim(),
      'EOF',
      'openssl pkey -pubin -in export-center.pub -outform DER | sha256sum',
    ].join('\n'),
  };
}

function verifying(what: string, { file, signature }: { file: string; signature: string }): CommandStep[] {
  const der = `${signature.replace(/^.*\//, '')}.der`;
  return [
    {
      title: `Did the tenant sign ${what}?`,
      note: 'Prints “Verified OK”.',
      commands: [
        `base64 -d ${signature} > ${der}`,
        `openssl dgst -sha256 -verify export-center.pub -signature ${der} ${file}`,
      ].join('\n'),
    },
    {
      title: 'The same with cosign',
      note: 'Prints “Verified OK”. Bundles are signed with the tenant’s own key and not entered in a public log.',
      commands: `cosign verify-blob --key export-center.pub --insecure-ignore-tlog=true --signature ${signature} ${file}`,
    },
  ];
}

/** Only once the signature has proved good: what the signed manifest vouches for are the stored bytes. */
function decrypting(checked: CheckedBundle, encryption: NonNullable<ExportManifest['encryption']>): CommandStep {
  return { title: 'Decrypt it', ...(encryption.mode === 'age' ? withAge : withExportedKey(checked, encryption)) };
}

const withAge = {
  note: 'Each file that the manifest calls encrypted becomes the plain one. key.txt is the recipient’s identity.',
  commands: [
    `jq -r '.encryption.encryptedPaths[]' export.json | xargs -I{} find {} -type f > encrypted.txt`,
    'while read -r file; do age -d -i key.txt "$file" > plain && mv plain "$file"; done < encrypted.txt',
  ].join('\n'),
};

function withExportedKey(
  { bundle: { fileName }, kind }: CheckedBundle,
  { recipients }: NonNullable<ExportManifest['encryption']>,
): Omit<CommandStep, 'title'> {
  const name = (recipients[0] ?? '').replace('kms://', '');
  const exported = `stella kms export ${name} --output ${name}.key`;
  if (kind !== 'mirror') {
    return {
      note: 'Where the key is kept. docs/encryption-format.md has the format, and a reader that takes the key.',
      commands: exported,
    };
  }
  return {
    note: 'Where the key is kept; then with the Offline Kit, which decrypts what it imports.',
    commands: `${exported}\nmirror verify --key export-center.pub --aes-key ${name}.key ../../${shellWord(fileName)}`,
  };
}

function hexOf(digest: string): string {
  return digest.replace(/^sha256:/, '');
}

/** A file's name as one word of a POSIX shell. */
function shellWord(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}
