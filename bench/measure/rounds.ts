/** What is measured: runs once and returns what it found. */
export type Candidate<Sample> = () => Promise<Sample>;

/**
 * Measures the candidates in turn, round after round, so that a change of the machine's mood meets all of them; each
 * round begins with another candidate. The first round warms up and does not count.
 * @returns the samples of each candidate, one a round, in the order of the rounds
 */
export async function measureInRounds<Name extends string, Sample>(
  candidates: Record<Name, Candidate<Sample>>,
  rounds = 5,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(candidates) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Sample[]>;
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const sample = await candidates[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}
