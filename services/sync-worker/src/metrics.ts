// What the worker counts, for Prometheus.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface WorkerMetrics {
  readonly registry: Registry;
  readonly operations: Counter<'kind' | 'direction' | 'result'>;
  readonly seconds: Histogram<'direction'>;
  readonly rescued: Counter;
  readonly cleaned: Counter<'what'>;
  /** What the samples of the last day say, read whenever Prometheus asks: every worker tells the same. */
  readonly driftSampled: Gauge;
  readonly driftFound: Gauge;
  readonly driftRatio: Gauge;
}

export function createMetrics(): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    operations: new Counter({
      name: 'tandem_operations_run_total',
      help: 'Operations that this worker ran, by kind, direction and result (settled or lost).',
      labelNames: ['kind', 'direction', 'result'],
      registers: [registry],
    }),
    seconds: new Histogram({
      name: 'tandem_operation_run_seconds',
      help: 'How long a run of an operation took, calls to GitHub included.',
      labelNames: ['direction'],
      buckets: [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30],
      registers: [registry],
    }),
    rescued: new Counter({
      name: 'tandem_groups_rescued_total',
      help: 'Groups with due work that no wake-up had reached. In a quiet system this does not grow.',
      registers: [registry],
    }),
    cleaned: new Counter({
      name: 'tandem_cleaned_total',
      help: 'Rows whose time to be kept was over: idempotency keys deleted, payloads of deliveries dropped.',
      labelNames: ['what'],
      registers: [registry],
    }),
    driftSampled: new Gauge({
      name: 'tandem_drift_sampled',
      help: 'Random resources that were held against GitHub within the last day.',
      registers: [registry],
    }),
    driftFound: new Gauge({
      name: 'tandem_drift_found',
      help: 'Those of them that differed from GitHub although nobody worked on them.',
      registers: [registry],
    }),
    driftRatio: new Gauge({
      name: 'tandem_drift_ratio',
      help: 'Found of sampled, 0 to 1.',
      registers: [registry],
    }),
  };
}
