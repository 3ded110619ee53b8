import { readdirSync } from 'node:fs';
import { projectPath } from '../scripts/bootstrap/project.mjs';

/** The benchmarks of bench/cases: `start`, `bff/json`. */
export function knownCases(): string[] {
  return readdirSync(projectPath('bench', 'cases'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** Those that a name stands for: itself, or all of a folder. */
export function casesNamed(name: string, known: readonly string[]): string[] {
  return known.filter((each) => each === name || each.startsWith(`${name}/`));
}
