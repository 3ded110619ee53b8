import { Histogram, Registry } from 'prom-client';

/** The metrics of one role. A role registers its own on `registry`. */
export interface Metrics {
  readonly registry: Registry;
  /** Seconds from the request's first byte to the answer's last; a stream's whole life. */
  readonly httpSeconds: Histogram<'operation' | 'method' | 'status'>;
}

export function createMetrics(role: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  const httpSeconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['operation', 'method', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers: [registry],
  });
  return { registry, httpSeconds };
}
