// Says in a sentence when a resource is synced next, and by which rule (DESIGN section 8).
import type { Sides } from '../api/shapes';
import { duration } from '../parts/time';

export function whyNext(sides: Sides): string {
  const { nextSyncAt, lastSyncedAt, remoteUpdatedAt, latestEventAt, failures, syncRequestedAt } = sides;
  if (syncRequestedAt !== null) return 'A person asked for it: it goes first.';
  if (failures > 0) {
    return `The last ${failures === 1 ? 'try' : `${failures} tries`} failed, so it waits longer each time.`;
  }
  if (lastSyncedAt === null) return 'It was never synced, so it is due at once.';
  if (nextSyncAt === null) return 'Nothing is planned: changes come by webhook.';
  const changes = [remoteUpdatedAt, latestEventAt].filter((at) => at !== null).map((at) => Date.parse(at));
  if (changes.length === 0) return 'Nothing has changed that we know of.';
  const quiet = Date.parse(lastSyncedAt) - Math.max(...changes);
  return `The quieter, the later: when last synced it had been quiet for ${duration(Math.max(quiet, 0))}, so it waits as long again, at least 2 min and at most 8 h.`;
}
