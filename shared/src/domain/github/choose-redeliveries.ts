// Which failed deliveries GitHub is asked to send again (rule P4): each that never arrived, for as long as GitHub keeps it.
import { DAY_MS, SECOND_MS } from '../clock.js';

export interface DeliveryAttempt {
  /** GitHub's id of the attempt. */
  readonly id: string;
  /** The same for all attempts of one delivery. */
  readonly guid: string;
  /** ms since the epoch. */
  readonly deliveredAt: number;
  readonly succeeded: boolean;
}

/** GitHub redelivers what is at most three days old. */
export const REDELIVERABLE_FOR_MS = 3 * DAY_MS;
/** An attempt this young may still be on its way through our door. */
const SETTLE_MS = 10 * SECOND_MS;
/** A delivery that we refuse this often is refused for a reason; a pull brings its content anyway. */
const MOST_ATTEMPTS = 6;

/**
 * The attempts to repeat, oldest delivery first, each GUID once.
 * @param stored GUIDs that did arrive, whatever GitHub heard of it
 */
export function chooseRedeliveries(
  attempts: readonly DeliveryAttempt[],
  stored: ReadonlySet<string>,
  now: number,
): DeliveryAttempt[] {
  const byGuid = new Map<string, DeliveryAttempt[]>();
  for (const attempt of attempts) byGuid.set(attempt.guid, [...(byGuid.get(attempt.guid) ?? []), attempt]);
  return [...byGuid.values()]
    .flatMap((tries) => {
      const [latest] = [...tries].sort((a, b) => b.deliveredAt - a.deliveredAt || compareIds(b.id, a.id));
      if (latest === undefined || tries.some(({ succeeded }) => succeeded) || stored.has(latest.guid))
        return [];
      const oldest = Math.min(...tries.map(({ deliveredAt }) => deliveredAt));
      const inTime = now - oldest < REDELIVERABLE_FOR_MS && now - latest.deliveredAt >= SETTLE_MS;
      return inTime && tries.length < MOST_ATTEMPTS ? [latest] : [];
    })
    .sort((a, b) => a.deliveredAt - b.deliveredAt || compareIds(a.id, b.id));
}

/** GitHub's ids are numbers that may be too large for one. */
function compareIds(a: string, b: string): number {
  return Number(BigInt(a) - BigInt(b));
}
