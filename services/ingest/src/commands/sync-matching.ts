// "Sync now" for all tasks that match a filter, and their comments where wanted (rule S4). What is on GitHub is marked, and brought by the workers a part
// at a time; what never got there is sent, each as if it had been asked for by itself.
import type { Database } from '@tandem/shared/db/prisma.js';
import { commentsOfTasks } from '@tandem/shared/db/reads/read-comments.js';
import { listTasks, type TaskFilter } from '@tandem/shared/db/reads/read-tasks.js';
import { requestSyncs } from '@tandem/shared/db/schedule/request-syncs.js';
import type { ResourceKind } from '@tandem/shared/domain/operations/operation.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { RepoBell } from '@tandem/shared/ports/pull.js';
import type { ClientDoor, Writer } from './client-door.js';
import { isRefusal } from './refusal.js';
import { syncNow } from './sync-now.js';

/** One statement marks this many: short enough that nobody waits for its locks. */
const PART = 500;

export interface MatchingDoor extends ClientDoor {
  readonly database: Database;
  readonly clock: Clock;
  readonly repoBell: RepoBell;
}

export interface Matching extends Omit<TaskFilter, 'deleted'> {
  /** Also the comments of the tasks that match. */
  readonly comments?: boolean | undefined;
}

/** Returns how many will be synced; what cannot be (a closed repo, no repo to go to) is not counted. */
export async function syncMatching(
  door: MatchingDoor,
  writer: Writer,
  { comments = false, ...filter }: Matching,
): Promise<{ readonly count: number }> {
  const asked: Asked = { count: 0, repoIds: new Set() };
  for (let after: readonly string[] | null = null; ;) {
    const page = await listTasks(door.database, { ...filter, deleted: false }, writer.access, {
      limit: PART,
      after,
    });
    const tasks = page.items.map(({ id, github }) => ({ id, onGithub: github !== null }));
    await askFor(door, writer, 'task', tasks, asked);
    // After their tasks: a comment cannot be sent before its task.
    if (comments) await askForComments(door, writer, page.items, asked);
    if (page.next === null) break;
    after = page.next;
  }
  for (const repoId of asked.repoIds) await door.repoBell.ring(repoId, 0);
  return { count: asked.count };
}

interface Asked {
  count: number;
  readonly repoIds: Set<string>;
}

async function askFor(
  door: MatchingDoor,
  writer: Writer,
  kind: ResourceKind,
  records: readonly { readonly id: string; readonly onGithub: boolean }[],
  asked: Asked,
): Promise<void> {
  const known = records.filter(({ onGithub }) => onGithub).map(({ id }) => id);
  const { count, repoIds } = await requestSyncs(door.database, kind, known, door.clock.now());
  asked.count += count;
  for (const repoId of repoIds) asked.repoIds.add(repoId);
  for (const { id, onGithub } of records) {
    if (!onGithub && !isRefusal(await syncNow(door, writer, { kind, id }))) asked.count += 1;
  }
}

async function askForComments(
  door: MatchingDoor,
  writer: Writer,
  tasks: readonly { readonly id: string }[],
  asked: Asked,
): Promise<void> {
  const taskIds = tasks.map(({ id }) => id);
  for (let after: string | null = null; ;) {
    const page = await commentsOfTasks(door.database, taskIds, { limit: PART, after });
    await askFor(door, writer, 'comment', page, asked);
    after = page.at(-1)?.id ?? null;
    if (page.length < PART) return;
  }
}
