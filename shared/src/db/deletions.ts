// How much of a repo vanished on GitHub lately: what the brake on deletions goes by (rule P5).
import { HOUR_MS } from '../domain/clock.js';
import { iso } from './content-columns.js';
import type { Queryable } from './prisma.js';

/** Issues and pull requests alone: their comments vanish with them. */
export async function deletionsOfRepo(
  db: Queryable,
  repoId: string,
  now: number,
): Promise<{ deleted: number; of: number }> {
  const [row] = await db.$queryRaw<{ deleted: number; of: number }[]>`
    SELECT count(*) FILTER (WHERE gone_at >= ${iso(now - HOUR_MS)}::timestamptz)::int AS deleted, count(*)::int AS "of"
    FROM github_issues
    WHERE repo_id = ${repoId}::uuid AND number IS NOT NULL
      AND (gone_at IS NULL OR gone_at >= ${iso(now - HOUR_MS)}::timestamptz)`;
  return row ?? { deleted: 0, of: 0 };
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
