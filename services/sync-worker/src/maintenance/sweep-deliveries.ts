// Finds deliveries that never arrived and asks GitHub to send them again (rule P4). What did arrive is known by its GUID,
// so a sweep that is done twice, or by two workers, has one effect.
import {
  chooseRedeliveries,
  REDELIVERABLE_FOR_MS,
} from '@tandem/shared/domain/github/choose-redeliveries.js';
import type { HookDeliveries } from '@tandem/shared/github/hook-deliveries.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Log } from '@tandem/shared/ports/log.js';

export interface SweepContext {
  readonly deliveries: HookDeliveries;
  /** Of these GUIDs, those that are stored. */
  readonly stored: (guids: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Five thousand failures of three days. GitHub goes on listing, newest first, what has arrived since: what failed earliest
 * is found only behind all of that, so fewer pages would never come to it.
 */
const PAGES_PER_SWEEP = 50;
/** GitHub sends them all at once, and our door must take them beside what comes anyway. The next sweep goes on. */
const REDELIVERIES_PER_SWEEP = 200;

/** Returns how many were asked for. */
export async function sweepDeliveries({ deliveries, stored, clock, log }: SweepContext): Promise<number> {
  const now = clock.now();
  const failed = await deliveries.failedSince(now - REDELIVERABLE_FOR_MS, PAGES_PER_SWEEP);
  if (!failed.ok) {
    log.warn('GitHub could not be asked for failed deliveries', { ...failed.failure.reason });
    return 0;
  }
  if (failed.value.length === 0) return 0;
  const arrived = await stored([...new Set(failed.value.map(({ guid }) => guid))]);
  const again = chooseRedeliveries(failed.value, arrived, now).slice(0, REDELIVERIES_PER_SWEEP);
  for (const { id, guid } of again) {
    const asked = await deliveries.redeliver(id);
    if (!asked.ok) log.warn('A delivery could not be asked for again', { guid, ...asked.failure.reason });
  }
  if (again.length > 0) log.info('Asked GitHub for lost deliveries', { deliveries: again.length });
  return again.length;
}
