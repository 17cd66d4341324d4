// How much of a repo vanished on GitHub lately: what the brake on deletions goes by (rule P5).
import { HOUR_MS } from '../../domain/clock.js';
import { ALLOWED_FOR_MS, type Deletions } from '../../domain/schedule/judge-absence.js';
import { REASONS } from '../../domain/operations/reasons.js';
import type { DeletionBrake } from '../../ports/resource-store.js';
import { iso } from './content-columns.js';
import type { Queryable } from '../prisma.js';

/** Issues and pull requests alone: their comments vanish with them. */
export async function deletionsOfRepo(db: Queryable, repoId: string, now: number): Promise<Deletions> {
  const hourAgo = iso(now - HOUR_MS);
  const [row] = await db.$queryRaw<
    { last_hour: number; of: number; granted: number | null; used: number | null }[]
  >`
    WITH allowance AS (
      SELECT (deletion_allowance ->> 'count')::int AS granted, (deletion_allowance ->> 'at')::timestamptz AS at
      FROM github_repos WHERE id = ${repoId}::uuid
        AND (deletion_allowance ->> 'at')::timestamptz > ${iso(now - ALLOWED_FOR_MS)}::timestamptz)
    SELECT count(*) FILTER (WHERE gone_at >= ${hourAgo}::timestamptz)::int AS last_hour,
      count(*) FILTER (WHERE gone_at IS NULL OR gone_at >= ${hourAgo}::timestamptz)::int AS "of",
      count(*) FILTER (WHERE gone_at >= (SELECT at FROM allowance))::int AS used,
      (SELECT granted FROM allowance) AS granted
    FROM github_issues WHERE repo_id = ${repoId}::uuid AND number IS NOT NULL`;
  const granted = row?.granted ?? null;
  return {
    lastHour: row?.last_hour ?? 0,
    of: row?.of ?? 0,
    allowed: granted === null ? null : { granted, used: row?.used ?? 0 },
  };
}

/** The brake is on: the first to find it says since when, and nobody makes the question smaller. */
export async function askAboutDeletions(db: Queryable, repoId: string, brake: DeletionBrake): Promise<void> {
  await db.$executeRaw`
    UPDATE github_repos SET deletion_brake = ${JSON.stringify(brake)}::jsonb
      || CASE WHEN deletion_brake IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('askedAt', deletion_brake -> 'askedAt',
        'missing', greatest((deletion_brake ->> 'missing')::int, ${brake.missing}::int)) END
    WHERE id = ${repoId}::uuid`;
}

/**
 * A person looked: as many as are missing now may be deleted here too. A compare is due at once, and finds whatever
 * is not asked for otherwise. False: the brake is not on.
 */
export async function allowDeletions(
  db: Queryable,
  repoId: string,
  { by, now }: { readonly by: string; readonly now: number },
): Promise<boolean> {
  const at = new Date(now).toISOString();
  const allowed = await db.$executeRaw`
    UPDATE github_repos SET deletion_brake = NULL, next_compare_at = ${at}::timestamptz, next_pull_at = ${at}::timestamptz,
      deletion_allowance = jsonb_build_object('at', ${at}::text, 'by', ${by}::text,
        'count', greatest((deletion_brake ->> 'missing')::int, (
          SELECT count(DISTINCT o.task_id) FROM tasks t JOIN task_sync_operations o ON o.task_id = t.id
          WHERE t.repo_id = ${repoId}::uuid AND o.state = 'errored' AND o.reason_code = ${REASONS.deletionBrake.code})))
    WHERE id = ${repoId}::uuid AND deletion_brake IS NOT NULL`;
  return allowed > 0;
}

/** With their tasks, as far as they were seen on GitHub. What is younger than a compare is not in its list for sure. */
export async function knownNumbers(
  db: Queryable,
  repoId: string,
  madeBefore: number,
): Promise<{ taskId: string; number: number }[]> {
  return db.$queryRaw<{ taskId: string; number: number }[]>`
    SELECT i.task_id::text AS "taskId", i.number FROM github_issues i JOIN tasks t ON t.id = i.task_id
    WHERE i.repo_id = ${repoId}::uuid AND i.number IS NOT NULL AND i.gone_at IS NULL AND i.base IS NOT NULL
      AND t.last_synced_at < ${iso(madeBefore)}::timestamptz ORDER BY i.number`;
}
