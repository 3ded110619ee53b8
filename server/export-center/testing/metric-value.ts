import type { Registry } from 'prom-client';

/** The value of a metric under these labels; undefined while it has none. `part` names a part of a histogram: `_count`. */
export async function metricValue(
  registry: Registry,
  name: string,
  labels: Readonly<Record<string, string>>,
  part = '',
): Promise<number | undefined> {
  const metric = await registry.getSingleMetric(name)?.get();
  const values = (metric?.values ?? []) as { labels: Record<string, unknown>; value: number; metricName?: string }[];
  const isMeant = (given: Record<string, unknown>) =>
    Object.entries(labels).every(([label, value]) => given[label] === value);
  return values.find((value) => isMeant(value.labels) && (part === '' || value.metricName === `${name}${part}`))?.value;
}
