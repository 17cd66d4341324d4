// Requests per re-synced resource, for Prometheus: one request each is what a scheduler without lists would need.
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ResyncTally, ResyncWay } from './pull/resync-tally.js';

export function resyncMetrics(registry: Registry): ResyncTally {
  const counter = (name: string, help: string): Counter<'way'> =>
    new Counter({ name, help, labelNames: ['way'], registers: [registry] });
  const requests = counter(
    'tandem_resync_requests_total',
    'Requests with which this worker asked for due resources: about many repos (survey), by a list, or each by itself (single).',
  );
  const resources = counter('tandem_resynced_total', 'Resources that counted as synced for those requests.');
  const sums = { asked: 0, synced: 0 };
  new Gauge({
    name: 'tandem_resync_requests_per_resource',
    help: 'The requests divided by the resources, since this worker started; 0 = none yet.',
    registers: [registry],
    collect() {
      this.set(sums.synced === 0 ? 0 : sums.asked / sums.synced);
    },
  });
  const add = (counted: 'asked' | 'synced', by: Counter<'way'>, way: ResyncWay, count: number): void => {
    by.inc({ way }, count);
    sums[counted] += count;
  };
  return {
    asked: (way, count) => {
      add('asked', requests, way, count);
    },
    synced: (way, count) => {
      add('synced', resources, way, count);
    },
  };
}
