// What ingest tells Prometheus: how it answers, and the state of the whole as the dashboard's overview shows it. The
// latter is read whenever Prometheus asks, so that every process tells the same.
import type { Overview } from '@tandem/shared/db/reads/read-overview.js';
import { SECOND_MS } from '@tandem/shared/domain/clock.js';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface IngestMetrics {
  readonly contentType: string;
  /** The text of `/metrics`. Where the state cannot be read it lacks the state, and tells what this process knows. */
  metrics(): Promise<string>;
  /** Seconds from a request's arrival to the end of its answer. */
  readonly requests: Histogram<'method' | 'route' | 'status'>;
}

/** @param readState what happened within the last hour */
export function createMetrics(readState: () => Promise<Overview>): IngestMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'tandem_http_request_seconds',
    help: 'How long an answer took, by route and status. Streams are left out: they last as long as somebody listens.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const readable = new Gauge({
    name: 'tandem_state_readable',
    help: '1 = the state of the whole could be read from the database; 0 = it could not, and its figures are missing.',
    registers: [registry],
  });
  const state = stateGauges();
  return {
    contentType: registry.contentType,
    requests,
    metrics: async () => {
      const read = await readState().catch(() => null);
      readable.set(read === null ? 0 : 1);
      if (read === null) return registry.metrics();
      state.show(read);
      return `${await registry.metrics()}\n${await state.registry.metrics()}`;
    },
  };
}

/** In a registry of their own: figures that cannot be read must be missing, not old. */
function stateGauges(): { readonly registry: Registry; show(state: Overview): void } {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name: `tandem_${name}`, help, labelNames, registers: [registry] });
  const groups = gauge(
    'groups',
    'Resources with open operations: busy, waiting for a worker, or postponed.',
    'state',
  );
  const oldest = gauge('oldest_waiting_seconds', 'How long the oldest operation that could run has waited.');
  const failed = gauge(
    'operations_failed',
    'Operations that wait for a person or an event, by reason.',
    'state',
    'code',
  );
  const conflicts = gauge('conflicts_open', 'Conflicts that nobody has decided.');
  const brakes = gauge('deletion_brakes', 'Repos whose deletions wait for a person to allow them.');
  const silent = gauge('webhooks_silent_repos', 'Repos where a pull found what no webhook had told.');
  const workers = gauge('workers', 'Sync-workers, by whether their heartbeat comes.', 'state');
  const pending = gauge('deliveries_pending', 'Webhooks that are stored and not yet normalized.');
  const received = gauge('deliveries_last_hour', 'Webhooks of the last hour.');
  const parked = gauge('deliveries_parked_last_hour', 'Those of them that could not be normalized.');
  const missed = gauge(
    'changes_missed_last_hour',
    'Changes of the last hour that no webhook had announced; a pull or a re-sync found them.',
  );
  const lastDelivery = gauge(
    'last_delivery_seconds',
    'When the last webhook came, seconds since the epoch; 0 = none ever.',
  );
  const latency = gauge(
    'latency_seconds',
    'From webhook to record and from write to GitHub, over the last hour.',
    'path',
    'quantile',
  );

  const show = (state: Overview): void => {
    for (const [name, count] of Object.entries(state.groups)) groups.set({ state: name }, count);
    oldest.set(state.oldestWaitingAt === null ? 0 : secondsBetween(state.oldestWaitingAt, state.at));
    failed.reset(); // a reason that no operation has any more would keep its last count
    for (const { state: stands, code, count } of state.failures)
      failed.set({ state: stands, code: code ?? 'none' }, count);
    conflicts.set(state.conflicts);
    brakes.set(state.brakes);
    silent.set(state.silentRepos);
    for (const life of ['alive', 'silent'] as const)
      workers.set({ state: life }, state.workers.filter((worker) => worker.state === life).length);
    pending.set(state.deliveries.pending);
    received.set(state.deliveries.received);
    parked.set(state.deliveries.parked);
    missed.set(state.deliveries.missed);
    const { lastAt } = state.deliveries;
    lastDelivery.set(lastAt === null ? 0 : Math.round(Date.parse(lastAt) / SECOND_MS));
    latency.reset();
    for (const { path, p50, p95, p99 } of state.latency)
      for (const [quantile, ms] of [
        ['0.5', p50],
        ['0.95', p95],
        ['0.99', p99],
      ] as const)
        latency.set({ path, quantile }, ms / SECOND_MS);
  };
  return { registry, show };
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / SECOND_MS);
}
