import type { SigningKey } from '../../../server/contracts/export-center/keys.ts';
import type { Run } from '../../../server/contracts/export-center/run.ts';

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
  tar: (file, folder) => `tar -x -C ${folder} < ${file}`,
};

/**
 * The steps that prove a bundle genuine with programs that nobody here wrote (bundles.md, "Always"): GNU coreutils, tar,
 * zstd, jq, OpenSSL, and cosign as a second opinion. The key is the tenant's as the Export Center publishes it, never the
 * one that lies in the bundle: whoever forges a bundle would put their own there.
 */
export function checkingCommands(bundle: NonNullable<Run['bundle']>, key: SigningKey): readonly CommandStep[] {
  const file = shellWord(bundle.fileName);
  const folder = shellWord(bundle.fileName.replace(/\.(?:tar.*|tgz)$/, ''));
  const ending = bundle.fileName.split('.').at(-1) ?? '';
  const unpack = (unpacked[ending] ?? unpacked['tar'])?.(file, folder) ?? '';
  return [
    {
      title: 'Is it the whole file?',
      note: 'In the folder of the download.',
      commands: `echo '${hexOf(bundle.sha256)}  ${bundle.fileName}' | sha256sum -c`,
    },
    {
      title: 'Unpack it',
      note: 'Into a folder of its own.',
      commands: `mkdir ${folder}\n${unpack}\ncd ${folder}`,
    },
    {
      title: 'Is every file as the manifest says?',
      note: 'Reads each digest out of export.json.',
      commands: `jq -r '.artifacts[] | "\\(.sha256 | ltrimstr("sha256:"))  \\(.path)"' export.json | sha256sum -c --strict`,
    },
    {
      title: 'Take the tenant’s public key',
      note: `From here, not from the bundle. The last line must print ${hexOf(key.fingerprint)}.`,
      commands: [
        `cat > export-center.pub <<'EOF'`,
        key.publicKeyPem.trim(),
        'EOF',
        'openssl pkey -pubin -in export-center.pub -outform DER | sha256sum',
      ].join('\n'),
    },
    {
      title: 'Did the tenant sign the manifest?',
      note: 'Prints “Verified OK”.',
      commands: [
        'base64 -d signatures/export.sig > export.sig.der',
        'openssl dgst -sha256 -verify export-center.pub -signature export.sig.der export.json',
      ].join('\n'),
    },
    {
      title: 'The same with cosign',
      note: 'Prints “Verified OK”. Bundles are signed with the tenant’s own key and not entered in a public log.',
      commands:
        'cosign verify-blob --key export-center.pub --insecure-ignore-tlog=true --signature signatures/export.sig export.json',
    },
  ];
}

function hexOf(digest: string): string {
  return digest.replace(/^sha256:/, '');
}

/** A file's name as one word of a POSIX shell. */
function shellWord(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}
