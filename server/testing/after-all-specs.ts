const tasks: (() => Promise<void>)[] = [];

/** Keeps work for when the last spec of this process has ended: the end of what specs share. */
export function afterAllSpecs(task: () => Promise<void>): void {
  tasks.push(task);
}

/** For the one `afterAll` around all specs (server/testing/jasmine-helpers.ts). */
export async function endAllSpecs(): Promise<void> {
  await Promise.all(tasks.splice(0).map((task) => task()));
}
