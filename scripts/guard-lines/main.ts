// `npm run guard-lines`: takes each guard line of the table away, one at a time in a copy of the sources, and shows which
// spec notices. Exit code 1 where one is not missed by any.
//   --only=TEXT   those whose file or description holds it
import { parseArgs } from 'node:util';
import { guardLines } from './guard-lines.ts';
import { proveGuardLines, type Proof } from './prove.ts';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const chosen = guardLines.filter(({ file, against }) => `${file} ${against}`.includes(values.only));

console.log(`${chosen.length} guard lines; first all their specs with every guard in place …`);
const proofs = await proveGuardLines(print, chosen);
const missed = proofs.filter(({ noticedBy }) => noticedBy === undefined);
console.log(
  `\n${proofs.length - missed.length} of ${proofs.length} guard lines are missed by a spec when they are gone`,
);
process.exitCode = missed.length > 0 || proofs.length === 0 ? 1 : 0;

function print({ line, noticedBy }: Proof): void {
  console.log(`\n${String(line.goal).padStart(2)}  ${line.against}\n    ${line.file}`);
  for (const text of line.text.split('\n')) console.log(`    − ${text.trim()}`);
  console.log(noticedBy === undefined ? '    NOBODY NOTICED' : `    → ${noticedBy}`);
}
