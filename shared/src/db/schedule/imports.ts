// A person's hand on the import of a repo (rule P2).
import type { Queryable } from '../prisma.js';

/** False: there is nothing to pause, or to resume. The page under way is still written; the next is not asked for. */
export async function setImportPaused(
  db: Queryable,
  repoId: string,
  paused: boolean,
  now: number,
): Promise<boolean> {
  const [from, to] = paused ? ['running', 'paused'] : ['paused', 'running'];
  const at = new Date(now).toISOString();
  const moved = await db.$executeRaw`
    UPDATE github_repos SET
      import_progress = import_progress || jsonb_build_object('status', ${to}::text, 'etaAt', NULL, 'updatedAt', ${at}::text),
      next_pull_at = CASE WHEN ${paused} THEN next_pull_at ELSE ${at}::timestamptz END
    WHERE id = ${repoId}::uuid AND import_progress ->> 'status' = ${from}`;
  return moved > 0;
}
