import { guardLines } from './guard-lines.ts';
import type { GuardLine } from './guard-line.ts';
import { runSpec } from './run-spec.ts';
import { makeWorkingCopy, type WorkingCopy } from './working-copy.ts';

/** What became of one line. */
export type Proof =
  /** `by`: the title of the spec that failed without it. */
  | { readonly line: GuardLine; readonly result: 'missed'; readonly by: string }
  | { readonly line: GuardLine; readonly result: 'not missed' }
  /** A spec fails although all guards are in place, cannot be loaded, or the line is not where it was: it proves nothing. */
  | { readonly line: GuardLine; readonly result: 'not tried'; readonly because: string };

/**
 * Takes each guard away, one at a time in a copy of the sources, and runs the specs that must notice. `told` hears of each
 * result as it comes.
 */
export async function proveGuardLines(
  told: (proof: Proof) => void = () => undefined,
  lines: readonly GuardLine[] = guardLines,
): Promise<Proof[]> {
  const copies = [makeWorkingCopy(), makeWorkingCopy()];
  try {
    const specs = [...new Set(lines.flatMap((line) => line.specs))];
    const problems = new Map(await inCopies(copies, specs, async (copy, spec) => [spec, await problemOf(copy, spec)]));
    return await inCopies(copies, lines, async (copy, line) => {
      const problem = line.specs.map((spec) => problems.get(spec)).find((found) => found !== undefined);
      const proof = problem === undefined ? await tryWithout(copy, line) : notTried(line, problem);
      told(proof);
      return proof;
    });
  } finally {
    for (const copy of copies) copy.remove();
  }
}

async function problemOf({ folder }: WorkingCopy, spec: string): Promise<string | undefined> {
  const run = await runSpec(folder, spec);
  if (!run) return `${spec} cannot be loaded`;
  const [title] = run.failed;
  return title === undefined ? undefined : `${spec} fails with all guards in place: ${title}`;
}

async function tryWithout(copy: WorkingCopy, line: GuardLine): Promise<Proof> {
  try {
    return await copy.without(line, async () => {
      for (const spec of line.specs) {
        const run = await runSpec(copy.folder, spec);
        // A source that no longer loads proves nothing about the guard.
        if (!run) return notTried(line, `${spec} cannot be loaded without it`);
        const [by] = run.failed;
        if (by !== undefined) return { line, result: 'missed', by };
      }
      return { line, result: 'not missed' };
    });
  } catch (error) {
    return notTried(line, error instanceof Error ? error.message : String(error));
  }
}

function notTried(line: GuardLine, because: string): Proof {
  return { line, result: 'not tried', because };
}

/** Works off the items, one at a time in each copy; the results are in the order of the items. */
async function inCopies<Item, Result>(
  copies: readonly WorkingCopy[],
  items: readonly Item[],
  work: (copy: WorkingCopy, item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  await Promise.all(
    copies.map(async (copy) => {
      for (const [index, item] of waiting) results[index] = await work(copy, item);
    }),
  );
  return results;
}
