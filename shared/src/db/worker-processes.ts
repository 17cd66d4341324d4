// Which sync-workers live and what they run. Each renews its own row; the queue is not asked, for it may be emptied.
import { HOUR_MS, SECOND_MS } from '../domain/clock.js';
import { Prisma, type Queryable } from './prisma.js';
import { TABLES } from './resources/resource-tables.js';

export const BEAT_EVERY_MS = 5 * SECOND_MS;
/** Three beats missed: it died, or it cannot reach the database, which for its work is the same. */
const SILENT_AFTER_MS = 3 * BEAT_EVERY_MS;
/** A worker that died is shown for so long. */
const FORGOTTEN_AFTER_MS = 24 * HOUR_MS;

export interface WorkerView {
  readonly id: string;
  readonly state: 'alive' | 'silent';
  readonly startedAt: string;
  readonly seenAt: string;
  /** How many groups it runs at a time. */
  readonly concurrency: number;
  /** The operations that it has claimed and not finished, the oldest first. */
  readonly running: readonly { readonly operationId: string; readonly since: string }[];
}

export async function beat(
  db: Queryable,
  worker: { readonly id: string; readonly concurrency: number; readonly startedAt: number },
  now: number,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO worker_processes (id, concurrency, started_at, seen_at)
    VALUES (${worker.id}, ${worker.concurrency}, ${new Date(worker.startedAt)}, ${new Date(now)})
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`;
  await db.$executeRaw`DELETE FROM worker_processes WHERE seen_at < ${new Date(now - FORGOTTEN_AFTER_MS)}`;
}

/** A worker that stops in order is not one that died. */
export async function leave(db: Queryable, id: string): Promise<void> {
  await db.$executeRaw`DELETE FROM worker_processes WHERE id = ${id}`;
}

/** The longest alive first. */
export async function readWorkers(db: Queryable, now: number): Promise<WorkerView[]> {
  const rows = await db.$queryRaw<WorkerRow[]>`
    SELECT w.id, w.concurrency, w.started_at AS "startedAt", w.seen_at AS "seenAt",
      coalesce(jsonb_agg(jsonb_build_object('operationId', r.operation_id,
        'since', (extract(epoch FROM r.since) * 1000)::bigint) ORDER BY r.since)
        FILTER (WHERE r.operation_id IS NOT NULL), '[]') AS running
    FROM worker_processes w LEFT JOIN (
      SELECT o.id AS operation_id, o.since, claim.by FROM (${processing()}) o
      CROSS JOIN LATERAL (SELECT t.by FROM operation_timeline t
        WHERE t.operation_id = o.id AND t.to_state = 'processing' ORDER BY t.id DESC LIMIT 1) claim) r ON r.by = w.id
    GROUP BY w.id ORDER BY w.started_at, w.id`;
  return rows.map(({ startedAt, seenAt, running, ...row }) => ({
    ...row,
    state: now - seenAt.getTime() > SILENT_AFTER_MS ? 'silent' : 'alive',
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
    running: running.map(({ operationId, since }) => ({ operationId, since: new Date(since).toISOString() })),
  }));
}

function processing(): Prisma.Sql {
  const each = (['task', 'comment'] as const).map(
    (kind) =>
      Prisma.sql`SELECT id, processing_at AS since FROM ${TABLES[kind].operation} WHERE state = 'processing'`,
  );
  return Prisma.join(each, ' UNION ALL ');
}

interface WorkerRow {
  readonly id: string;
  readonly concurrency: number;
  readonly startedAt: Date;
  readonly seenAt: Date;
  readonly running: readonly { readonly operationId: string; readonly since: number }[];
}
