import { guardLines } from './guard-lines.ts';
import type { GuardLine } from './guard-line.ts';
import { runSpec } from './run-spec.ts';
import { makeWorkingCopy, type WorkingCopy } from './working-copy.ts';

export interface Proof {
  readonly line: GuardLine;
  /** The title of the spec that failed without the line; undefined where none did. */
  readonly noticedBy: string | undefined;
}

/**
 * Takes each guard away, one at a time, and runs the specs that must notice. `told` hears of each result as it comes.
 * @throws where a spec file fails although all guards are in place, or cannot be loaded: it would prove nothing
 */
export async function proveGuardLines(
  told: (proof: Proof) => void = () => undefined,
  lines: readonly GuardLine[] = guardLines,
): Promise<Proof[]> {
  const copies = [makeWorkingCopy(), makeWorkingCopy()];
  try {
    await inCopies(copies, [...new Set(lines.flatMap(({ specs }) => specs))], requireGreen);
    return await inCopies(copies, lines, async (copy, line) => {
      const proof = { line, noticedBy: await noticed(copy, line) };
      told(proof);
      return proof;
    });
  } finally {
    for (const copy of copies) copy.remove();
  }
}

async function requireGreen({ folder }: WorkingCopy, spec: string): Promise<void> {
  const run = await runSpec(folder, spec);
  if (run?.failed.length === 0) return;
  throw new Error(`${spec} ${run ? `fails with all guards in place: ${run.failed.join(', ')}` : 'could not be run'}`);
}

function noticed(copy: WorkingCopy, line: GuardLine): Promise<string | undefined> {
  return copy.without(line, async () => {
    for (const spec of line.specs) {
      const run = await runSpec(copy.folder, spec);
      // A source that no longer loads proves nothing about the guard.
      if (!run) throw new Error(`${spec} cannot be loaded without the line of ${line.file}:\n${line.text}`);
      const [title] = run.failed;
      if (title !== undefined) return title;
    }
    return undefined;
  });
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
