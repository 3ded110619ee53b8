import { stat } from 'node:fs/promises';
import { openBundleFile } from '../bundle/bundle-file.ts';
import { findDocuments } from '../bundle/documents.ts';
import { type Command, type CommandContext, type GivenOptions } from '../command-line/command.ts';
import { KitError } from '../command-line/kit-error.ts';
import { openMirrorFolder } from '../mirror-folder/mirror-folder.ts';
import { verifyGeneration } from '../mirror-folder/verify-generation.ts';
import { describeExamination, describeProblems, examinationAsJson } from '../verification/describe-examination.ts';
import { examineBundle } from '../verification/examine-bundle.ts';
import { watchingOf } from './progress.ts';
import { readTrust, trustOptions } from './trust-options.ts';

const options = {
  ...trustOptions,
  documents: {
    value: 'PATH',
    help: 'folder or tar of export.json, provenance.json and signatures/, for a bundle that is one file (db.bundle)',
  },
  json: { help: 'prints one JSON document instead of text' },
  help: { help: 'shows this' },
} as const;

const notes = [
  'First the signatures and every digest are checked, while nothing is decrypted or unpacked; then the records are read.',
  'Exit codes: 0 verified; 2 wrong command line, no key among them; 3 refused: do not use the bundle; 4 it cannot be read,',
  'or the key given does not open it.',
] as const;

/** `mirror verify`: a bundle, or a mirror that was imported. */
export const mirrorVerifyCommand: Command = {
  name: 'mirror verify',
  summary: 'Checks a bundle of any kind, or the folder of an imported mirror.',
  positionals: ['BUNDLE'],
  options,
  examples: [
    'mirror verify mirror-20251029-full.tar.zst',
    'mirror verify --key export-center.pub --identity key.txt mirror-20251029-full.tar.zst',
    'mirror verify --keys tenants trivy/db.bundle',
    'mirror verify /srv/mirror',
  ],
  notes,
  async run(given, context) {
    const [path = ''] = given.positionals;
    if ((await stat(path)).isDirectory()) await verifyMirror(path, given, context);
    else await verifyBundle(path, given, context);
  },
};

/** `stella export verify`: the same for a bundle. */
export const exportVerifyCommand: Command = {
  name: 'stella export verify',
  summary: 'Checks a bundle of any kind.',
  positionals: ['BUNDLE'],
  options,
  examples: [
    'stella export verify --key tenants/acme/export-center.pub run-20251029-01.tar.zst',
    'stella export verify --keys tenants trivy/db.bundle',
  ],
  notes,
  run: (given, context) => verifyBundle(given.positionals[0] ?? '', given, context),
};

async function verifyBundle(path: string, given: GivenOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const trust = await readTrust(given);
  const documents = await findDocuments(path, given.text('documents'));
  const file = await openBundleFile(path);
  const examination = await examineBundle({ file, documents }, trust, watchingOf(context));
  if (given.isSet('json')) terminal.out(JSON.stringify(examinationAsJson(path, examination), null, 2));
  else for (const line of describeExamination(path, examination)) terminal.out(line);
  if (!examination.bundle) throw new KitError('refused', `${path} is refused.`);
}

async function verifyMirror(path: string, given: GivenOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const current = await openMirrorFolder(path).current();
  if (!current) throw new KitError('failed', `${path} is a folder, but holds no mirror.`);
  const { files, problems } = await verifyGeneration(current.folder, watchingOf(context));
  const { tenant, appliedExportIds } = current.state;
  const verdict = problems.length === 0 ? 'unchanged' : 'damaged';
  if (given.isSet('json')) {
    terminal.out(JSON.stringify({ mirror: path, verdict, tenant, appliedExportIds, files, problems }, null, 2));
  } else {
    terminal.out(`${path}: mirror of ${tenant}, applied ${appliedExportIds.join(', ')}`);
    for (const line of describeProblems(problems)) terminal.out(line);
    terminal.out(problems.length === 0 ? `UNCHANGED since the import: ${files} files` : 'DAMAGED: import anew.');
  }
  if (problems.length > 0) throw new KitError('refused', `${path} is damaged.`);
}
