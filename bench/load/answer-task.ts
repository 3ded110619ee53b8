import { text } from 'node:stream/consumers';

/** The other side of run-generator.ts: reads the task from stdin, prints the result. The first failure ends it all. */
export async function answerTask(perform: (task: never) => Promise<object>): Promise<void> {
  try {
    process.stdout.write(JSON.stringify(await perform(JSON.parse(await text(process.stdin)) as never)));
  } catch (error) {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
