// The budgets of all installations, for Prometheus: read whenever it asks, so that every worker tells the same.
import { SECOND_MS } from '@tandem/shared/domain/clock.js';
import type { BudgetView } from '@tandem/shared/db/reads/read-budgets.js';
import { Gauge, type Registry } from 'prom-client';

/** Returns what brings the gauges up to date. */
export function budgetGauges(registry: Registry): (budgets: Iterable<BudgetView>) => void {
  const left = new Gauge({
    name: 'tandem_installation_requests_left',
    help: 'What GitHub last said is left of the hour, by resource.',
    labelNames: ['installation', 'resource'],
    registers: [registry],
  });
  const gauge = (name: string, help: string): Gauge<'installation'> =>
    new Gauge({
      name: `tandem_installation_${name}`,
      help,
      labelNames: ['installation'],
      registers: [registry],
    });
  const silent = gauge(
    'silent_until_seconds',
    'Until when GitHub wants no call, seconds since the epoch; 0 = it does not.',
  );
  const waiting = gauge('writes_waiting', 'Writes that are queued.');
  const lastHour = gauge('writes_last_hour', 'Content writes of the last hour.');
  const clear = gauge(
    'clear_at_seconds',
    'When all that waits will be written, seconds since the epoch; 0 = nothing waits.',
  );

  return (budgets) => {
    for (const { externalId: installation, left: resources, silentUntil, writes, clearBy } of budgets) {
      for (const [resource, count] of Object.entries(resources)) left.set({ installation, resource }, count);
      silent.set({ installation }, Math.round((silentUntil ?? 0) / SECOND_MS));
      waiting.set({ installation }, writes.waiting);
      lastHour.set({ installation }, writes.lastHour);
      clear.set({ installation }, clearBy === null ? 0 : Math.round(Date.parse(clearBy) / SECOND_MS));
    }
  };
}
