// "Sync now" for all tasks that match a filter (rule S4). What is on GitHub is marked, and brought by the workers a part
// at a time; what never got there is sent, each as if it had been asked for by itself.
import type { Database } from '@tandem/shared/db/prisma.js';
import { listTasks, type TaskFilter } from '@tandem/shared/db/read-tasks.js';
import { requestSyncs } from '@tandem/shared/db/request-syncs.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { RepoBell } from '@tandem/shared/ports/pull.js';
import type { ClientDoor, Writer } from './client-writes.js';
import { isRefusal } from './refusal.js';
import { syncNow } from './sync-now.js';

/** One statement marks this many: short enough that nobody waits for its locks. */
const PART = 500;

export interface MatchingDoor extends ClientDoor {
  readonly database: Database;
  readonly clock: Clock;
  readonly repoBell: RepoBell;
}

/** Returns how many will be synced; what cannot be (a closed repo, no repo to go to) is not counted. */
export async function syncMatching(
  door: MatchingDoor,
  writer: Writer,
  filter: Omit<TaskFilter, 'deleted'>,
): Promise<{ readonly count: number }> {
  let count = 0;
  const repoIds = new Set<string>();
  for (let after: readonly string[] | null = null; ;) {
    const page = await listTasks(door.database, { ...filter, deleted: false }, writer.access, {
      limit: PART,
      after,
    });
    const onGithub = page.items.filter(({ github }) => github !== null).map(({ id }) => id);
    const asked = await requestSyncs(door.database, onGithub, door.clock.now());
    count += asked.count;
    for (const repoId of asked.repoIds) repoIds.add(repoId);
    for (const { id, github } of page.items) {
      if (github === null && !isRefusal(await syncNow(door, writer, { kind: 'task', id }))) count += 1;
    }
    if (page.next === null) break;
    after = page.next;
  }
  for (const repoId of repoIds) await door.repoBell.ring(repoId, 0);
  return { count };
}
