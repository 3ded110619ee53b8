// `npm run bench` runs all benchmarks of bench/cases, `npm run bench NAME…` some of them.
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { projectPath } from '../scripts/bootstrap/project.mjs';
import type { Benchmark } from './benchmark.ts';
import { formatTable } from './measure/table.ts';

const known = readdirSync(projectPath('bench', 'cases'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const wanted = process.argv.slice(2);

const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}; known are ${known.join(', ')}`);
  process.exit(2);
}

console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`);
for (const name of wanted.length > 0 ? wanted : known) {
  const { benchmark } = (await import(`./cases/${name}.ts`)) as { benchmark: Benchmark };
  console.log(`\n── ${name}: ${benchmark.summary}`);
  for (const table of await benchmark.run()) console.log(`\n${formatTable(table)}`);
}
