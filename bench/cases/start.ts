import type { Benchmark } from '../benchmark.ts';
import { measureInRounds } from '../measure/rounds.ts';
import { median } from '../measure/statistics.ts';
import { startStack } from '../stack/start-stack.ts';
import { temporaryFolder } from '../stack/temporary-folder.ts';

export const benchmark: Benchmark = {
  summary: 'start-up time and resident memory of the whole stack in one process',
  async run() {
    await using used = await temporaryFolder();
    const resident: Record<'first' | 'later', number[]> = { first: [], later: [] };
    const startOn = async (dataDir: string, kind: keyof typeof resident) => {
      const stack = await startStack({ dataDir });
      resident[kind].push(stack.usage.residentBytes());
      await stack.close();
      return stack.readyAfterMs;
    };

    const samples = await measureInRounds({
      // The warm-up round makes the database that the later starts find.
      later: () => startOn(used.path, 'later'),
      first: async () => {
        await using fresh = await temporaryFolder();
        return await startOn(fresh.path, 'first');
      },
    });
    const row = (name: string, kind: keyof typeof resident) => [
      name,
      (median(samples[kind]) / 1000).toFixed(2),
      (median(resident[kind].slice(1)) / 2 ** 20).toFixed(0),
    ];
    return [
      {
        title: 'Start of all roles on PGlite, with the sample evidence',
        head: ['', 'ready after s', 'resident MiB'],
        rows: [row('first start (empty DATA_DIR)', 'first'), row('later start', 'later')],
      },
    ];
  },
};
