// Connects repos to projects and disconnects them. A repo belongs to at most one project (rule P6); connecting it to
// another one later makes new records, and the old ones keep their text without their place on GitHub.
import type { ResourceRef } from '../../ports/loaded-resource.js';
import type { Database, Queryable } from '../prisma.js';
import { resumeTransfers } from '../resources/resume-operations.js';

/**
 * The first webhooks are on their way while a repo is being connected: what they bring is known when its lists are read,
 * and does not come twice.
 */
export const IMPORT_AFTER_MS = 2_000;

export type Connected =
  | { readonly kind: 'connected'; readonly again: boolean; readonly wake: readonly ResourceRef[] }
  /** It belongs to another project. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'unknown' };

/** The repo of this name that the app can reach now, whatever the case; null where only GitHub can tell. */
export async function findReachableRepo(db: Queryable, fullName: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ id: string }[]>`
    SELECT r.id::text FROM github_repos r JOIN github_app_installations n ON n.id = r.installation_id
    WHERE lower(r.owner || '/' || r.name) = lower(${fullName}) AND n.state = 'active' AND r.state <> 'unreadable'`;
  return row?.id ?? null;
}

/**
 * Puts the repo into the project and asks for a pull: from the beginning where the project is new to it, from its
 * pointers where it only comes back. `again` = nothing changed. Idempotent.
 */
export async function connectRepo(
  database: Database,
  { repoId, projectId, now }: { readonly repoId: string; readonly projectId: string; readonly now: number },
): Promise<Connected> {
  return database.$transaction(async (tx) => {
    const [repo] = await tx.$queryRaw<{ owner: string | null }[]>`
      SELECT project_id::text AS owner FROM github_repos WHERE id = ${repoId}::uuid FOR UPDATE`;
    if (repo === undefined) return { kind: 'unknown' };
    if (repo.owner === projectId) return { kind: 'connected', again: true, wake: [] };
    if (repo.owner !== null) return { kind: 'taken' };

    const left = await leaveOtherProjects(tx, repoId, projectId);
    const at = new Date(now).toISOString();
    await tx.$executeRaw`
      UPDATE github_repos SET project_id = ${projectId}::uuid, connected_at = ${at}::timestamptz, updated_at = ${at}::timestamptz,
        next_pull_at = ${new Date(now + IMPORT_AFTER_MS).toISOString()}::timestamptz,
        issues_pointer_at = CASE WHEN ${left} THEN NULL ELSE issues_pointer_at END,
        comments_pointer_at = CASE WHEN ${left} THEN NULL ELSE comments_pointer_at END,
        issues_continuation = CASE WHEN ${left} THEN NULL ELSE issues_continuation END,
        comments_continuation = CASE WHEN ${left} THEN NULL ELSE comments_continuation END,
        import_progress = CASE WHEN ${left} THEN NULL ELSE import_progress END
      WHERE id = ${repoId}::uuid`;
    // Placeholders of webhooks that came before anybody connected the repo.
    await tx.$executeRaw`
      UPDATE tasks SET project_id = ${projectId}::uuid WHERE repo_id = ${repoId}::uuid AND project_id IS NULL`;
    return { kind: 'connected', again: false, wake: await resumeTransfers(tx, repoId) };
  });
}

/** False: the repo is not connected to this project. Its open operations are disabled when they are claimed (rule O9). */
export async function disconnectRepo(
  db: Queryable,
  { repoId, projectId, now }: { readonly repoId: string; readonly projectId: string; readonly now: number },
): Promise<boolean> {
  const at = new Date(now).toISOString();
  const updated = await db.$executeRaw`
    UPDATE github_repos SET project_id = NULL, connected_at = NULL, next_pull_at = NULL, updated_at = ${at}::timestamptz
    WHERE id = ${repoId}::uuid AND project_id = ${projectId}::uuid`;
  return updated > 0;
}

/** Takes the records of other projects out of the repo. True where there were any. */
async function leaveOtherProjects(db: Queryable, repoId: string, projectId: string): Promise<boolean> {
  const tasks = await db.$queryRaw<{ id: string }[]>`
    UPDATE tasks SET repo_id = NULL, next_sync_at = NULL
    WHERE repo_id = ${repoId}::uuid AND project_id <> ${projectId}::uuid RETURNING id::text`;
  if (tasks.length === 0) return false;
  const ids = tasks.map(({ id }) => id);
  await db.$executeRaw`
    DELETE FROM github_comments l USING comments c WHERE c.id = l.comment_id AND c.task_id = ANY(${ids}::uuid[])`;
  await db.$executeRaw`DELETE FROM github_issues WHERE task_id = ANY(${ids}::uuid[])`;
  return true;
}
