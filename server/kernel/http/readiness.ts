export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

export interface Readiness {
  readonly status: 'ok' | 'unavailable';
  /** Each dependency by name; never why one fails, which the log says. */
  readonly dependencies: Readonly<Record<string, 'ok' | 'unavailable'>>;
}

const patienceMs = 2_000;

/** Asks every dependency at once; one that does not answer in two seconds counts as unavailable. */
export async function checkReadiness(checks: ReadinessChecks): Promise<Readiness> {
  const asked = Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const);
  const dependencies = Object.fromEntries(await Promise.all(asked));
  const ready = Object.values(dependencies).every((state) => state === 'ok');
  return { status: ready ? 'ok' : 'unavailable', dependencies };
}

async function stateOf(check: () => Promise<void>): Promise<'ok' | 'unavailable'> {
  const { promise: late, resolve } = Promise.withResolvers<'unavailable'>();
  const timer = setTimeout(() => resolve('unavailable'), patienceMs);
  try {
    return await Promise.race([late, check().then(() => 'ok' as const)]);
  } catch {
    return 'unavailable';
  } finally {
    clearTimeout(timer);
  }
}
