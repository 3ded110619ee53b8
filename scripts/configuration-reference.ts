// `node scripts/configuration-reference.ts` writes docs/configuration.md from the settings of the program.
import { writeFileSync } from 'node:fs';
import { describeSettings } from '../server/kernel/config/config.ts';
import { projectPath } from './bootstrap/project.mjs';

export const referenceFile = projectPath('docs', 'configuration.md');

/** The reference as Markdown: one row a setting, in the order of the schema. */
export function configurationReference(): string {
  const rows = describeSettings().map(({ env, accepts, default: given, description }) =>
    row([`\`${env}\``, description, accepts, given === null ? '' : given === '' ? 'none' : `\`${given}\``]),
  );
  return [
    '# Configuration',
    '',
    'Made from the schema by `node scripts/configuration-reference.ts`; a spec keeps the two equal.',
    'Everything is an environment variable, read once at the start. A value that is not accepted stops the program with a',
    'message that names the variable. `--roles=` takes a list of the roles that a process runs, without it all of them.',
    '',
    row(['Variable', 'What it is', 'Accepts', 'Default']),
    row(['---', '---', '---', '---']),
    ...rows,
    '',
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(referenceFile, configurationReference());
