/** What is measured: runs once and returns its result in the unit of the benchmark. */
export type Candidate = () => Promise<number>;

/**
 * Measures the candidates in turn, round after round, so that a change of the machine's mood meets all of them; each
 * round begins with another candidate. The first round warms up and does not count.
 * @returns the samples of each candidate, one a round, in the order of the rounds
 */
export async function measureInRounds<Name extends string>(
  candidates: Record<Name, Candidate>,
  rounds = 5,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(candidates) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const sample = await candidates[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}
