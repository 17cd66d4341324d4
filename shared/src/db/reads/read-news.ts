// What has happened since somebody last looked, as cheaply as it can be asked: one statement of index ends and counts of
// small tables, and the names of the operations only where something moved. Knows nothing of who listens.
import { Prisma, type Queryable } from '../prisma.js';

export const TOPICS = [
  'operations',
  'records',
  'deliveries',
  'conflicts',
  'repos',
  'installations',
  'audit',
] as const;
export type Topic = (typeof TOPICS)[number];

/** Compared and never read: a mark that is another one than before says that something changed. */
export type Marks = Readonly<Record<Exclude<Topic, 'operations'>, string>>;

/** One entry of the operations' timeline. */
export interface Move {
  readonly id: bigint;
  readonly operationId: string;
}

export interface Moves {
  /** The greatest id of the timeline. */
  readonly head: bigint;
  /** How many entries it has beyond where it was asked from: one that commits late changes this, and not the head. */
  readonly count: number;
}

/** Pending deliveries beyond this many are many, however many. */
const COUNTED = 1_000;

/** @param beyond the timeline is counted from here on */
export async function readMarks(
  db: Queryable,
  beyond: bigint,
): Promise<{ readonly marks: Marks; readonly moves: Moves }> {
  const [row] = await db.$queryRaw<(Marks & Moves)[]>`
    SELECT
      (SELECT coalesce(max(id), 0) FROM operation_timeline) AS head,
      (SELECT count(*)::int FROM operation_timeline WHERE id > ${beyond}) AS count,
      (SELECT coalesce(max(position), 0)::text FROM change_log) AS records,
      (SELECT coalesce(max(sequence), 0)::text FROM webhook_deliveries) || ' ' ||
        (SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries WHERE state = 'pending' LIMIT ${COUNTED}) p) AS deliveries,
      (SELECT count(*) || ' ' || coalesce(max(created_at)::text, '') FROM conflicts WHERE state = 'open') AS conflicts,
      (SELECT ${ROWS_AS_THEY_ARE} FROM github_repos) AS repos,
      (SELECT ${ROWS_AS_THEY_ARE} FROM github_app_installations) AS installations,
      (SELECT coalesce(max(id), 0)::text FROM audit_log) AS audit`;
  if (row === undefined) throw new Error('A statement of constants and counts had no row.');
  const { head, count, ...marks } = row;
  return { marks, moves: { head, count } };
}

/** Every update gives a row another xmin: for small tables that keep no time of their last change. */
const ROWS_AS_THEY_ARE = Prisma.sql`count(*) || ' ' || coalesce(sum(xmin::text::bigint), 0)`;

export async function readMoves(db: Queryable, beyond: bigint, limit: number): Promise<readonly Move[]> {
  return db.$queryRaw<Move[]>`
    SELECT id, operation_id::text AS "operationId" FROM operation_timeline WHERE id > ${beyond}
    ORDER BY id LIMIT ${limit}`;
}

/** The tasks that these operations are about, or whose comments they are about. */
export async function tasksOfOperations(
  db: Queryable,
  operationIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT task_id::text AS id FROM task_sync_operations WHERE id = ANY(${operationIds}::uuid[])
    UNION SELECT c.task_id::text FROM comment_sync_operations o JOIN comments c ON c.id = o.comment_id
      WHERE o.id = ANY(${operationIds}::uuid[])`;
  return rows.map(({ id }) => id);
}
