// `npm run bench` runs all benchmarks of bench/cases, `npm run bench NAME…` some of them: `start`, `bff`, `bff/json`.
import { availableParallelism, cpus } from 'node:os';
import type { Benchmark } from './benchmark.ts';
import { casesNamed, knownCases } from './known-cases.ts';
import { formatTable } from './measure/table.ts';

const known = knownCases();
const wanted = process.argv.slice(2);

const unknown = wanted.filter((name) => casesNamed(name, known).length === 0);
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}; known are ${known.join(', ')}`);
  process.exit(2);
}

console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`);
for (const name of wanted.length > 0 ? wanted.flatMap((each) => casesNamed(each, known)) : known) {
  const { benchmark } = (await import(`./cases/${name}.ts`)) as { benchmark: Benchmark };
  console.log(`\n── ${name}: ${benchmark.summary}`);
  for (const table of await benchmark.run()) console.log(`\n${formatTable(table)}`);
}
