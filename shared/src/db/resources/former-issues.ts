// The addresses that transferred issues had, for reading (rule P5).
import { Prisma } from '../prisma.js';

/**
 * Where a task's issue was last transferred to, `{to: "owner/name#number", connected}`; no row where it never was.
 * @param when of the outer row: the others are not looked up
 */
export function transferOf(taskId: Prisma.Sql, when: Prisma.Sql = Prisma.sql`TRUE`): Prisma.Sql {
  return Prisma.sql`
    SELECT jsonb_build_object('to', tr.owner || '/' || tr.name || '#' || f.to_number, 'connected', tr.project_id IS NOT NULL)
    FROM former_issues f JOIN github_repos tr ON tr.id = f.to_repo_id
    WHERE f.task_id = ${taskId} AND ${when} ORDER BY f.at DESC, f.id DESC LIMIT 1`;
}

/** All addresses that a task's issue had, as one array of `{from, to, at}`, oldest first. */
export function transfersOf(taskId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'from', fr.owner || '/' || fr.name || '#' || f.number, 'to', tr.owner || '/' || tr.name || '#' || f.to_number,
      'at', f.at) ORDER BY f.at, f.id), '[]')
    FROM former_issues f JOIN github_repos fr ON fr.id = f.repo_id JOIN github_repos tr ON tr.id = f.to_repo_id
    WHERE f.task_id = ${taskId}`;
}
