import { join } from 'node:path';
import { type Command } from '../command-line/command.ts';
import { KitError } from '../command-line/kit-error.ts';
import { importBundle } from '../import/import-bundle.ts';
import { lastApplied } from '../mirror-folder/mirror-state.ts';
import { describeExamination } from '../verification/describe-examination.ts';
import { watchingOf } from './progress.ts';
import { kitFolder, readTrust, trustOptions } from './trust-options.ts';

/** Where a mirror lies when nothing else is said: `<kit>/mirror`. */
export function mirrorOf(given: { text(name: string): string | undefined }): string {
  return given.text('mirror') ?? join(kitFolder(), 'mirror');
}

export const mirrorOption = { value: 'FOLDER', help: 'the mirror; left out, the folder mirror/ beside bin/' } as const;

export const importCommand: Command = {
  name: 'mirror import',
  summary: 'Verifies a mirror bundle, full or delta, and applies it to a mirror on this machine.',
  positionals: ['BUNDLE'],
  options: {
    mirror: mirrorOption,
    ...trustOptions,
    'allow-older': { help: 'goes back to a full bundle that is older than what is applied' },
    help: { help: 'shows this' },
  },
  examples: [
    'mirror import mirror-20251029-full.tar.zst',
    'mirror import --mirror /srv/mirror --keys tenants --identity key.txt mirror-20251030-delta.tar.zst',
  ],
  notes: [
    'Deltas are applied in the order in which they were made, each to the bundle that it names as its base.',
    'Cut at any moment, the mirror is as it was before; the same command goes on. A bundle that is applied already is left.',
    'Exit codes: 0 applied, also before; 2 wrong command line; 3 the bundle does not verify or does not fit; 4 the machine',
    'cannot do it: the disk is full, another import is at work, the key given does not open the bundle.',
  ],
  async run(given, context) {
    const { terminal } = context;
    const [bundle = ''] = given.positionals;
    const trust = await readTrust(given);
    const request = { bundle, mirror: mirrorOf(given), trust, allowOlder: given.isSet('allow-older') };
    const { outcome, examination, state } = await importBundle(request, watchingOf(context));
    if (!state || outcome === 'refused') {
      for (const line of describeExamination(bundle, examination)) terminal.out(line);
      throw new KitError('refused', `${bundle} is refused; the mirror is as it was.`);
    }
    const { runId } = examination.bundle?.manifest ?? lastApplied(state);
    const now = `the mirror of ${state.tenant} is at ${lastApplied(state).runId}, generation ${state.generation}`;
    terminal.out(outcome === 'applied' ? `Applied ${runId}: ${now}.` : `${runId} is already applied: ${now}.`);
  },
};
