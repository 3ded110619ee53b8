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
const missed = proofs.filter(({ result }) => result === 'missed').length;
console.log(`\n${missed} of ${proofs.length} guard lines are missed by a spec when they are gone`);
process.exitCode = missed === proofs.length && missed > 0 ? 0 : 1;

function print(proof: Proof): void {
  const { goal, against, file, text } = proof.line;
  console.log(`\n${String(goal).padStart(2)}  ${against}\n    ${file}`);
  for (const line of text.trim().split('\n')) console.log(`    − ${line.trim()}`);
  console.log(`    ${wordsOf(proof)}`);
}

function wordsOf(proof: Proof): string {
  if (proof.result === 'missed') return `→ ${proof.by}`;
  return proof.result === 'not missed' ? 'NOBODY NOTICED' : `NOT TRIED: ${proof.because}`;
}
