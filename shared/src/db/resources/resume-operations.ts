// What was disabled because GitHub kept us out goes on when it lets us in again (rule P6): our own writes of linked
// records are queued again, and what people did there meanwhile is pulled, for GitHub tells nobody who was away.
import { REASONS } from '../../domain/operations/reasons.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import type { ResourceRef } from '../../ports/loaded-resource.js';
import { IS_OPEN } from '../directory/open-repos.js';
import { Prisma, type Queryable } from '../prisma.js';
import { TABLES } from './resource-tables.js';

/** Reasons that end by themselves when GitHub lets us in; a person's own "off" is not among them. */
const KEPT_OUT = [
  REASONS.installationSuspended.code,
  REASONS.installationRemoved.code,
  REASONS.repoUnreadable.code,
  REASONS.issuesOff.code,
  REASONS.repoArchived.code,
  // GitHub's own word where a permission is missing.
  'forbidden',
];

/** The connected repos of the installation, and among those named, that we cannot reach now. To be asked before a change. */
export async function unreachableRepos(
  db: Queryable,
  installation: string | null,
  repos: readonly string[],
): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT r.id::text FROM github_repos r LEFT JOIN github_app_installations n ON n.id = r.installation_id
    WHERE r.project_id IS NOT NULL AND (n.id IS NULL OR n.state <> 'active' OR r.state <> 'active' OR r.archived)
      AND (n.external_id = ${installation === null ? null : BigInt(installation)}::bigint
        OR r.external_id = ANY(${repos.map(BigInt)}::bigint[]))`;
  return rows.map(({ id }) => id);
}

/** Returns the groups to wake. Idempotent: what is not disabled stays as it is. */
export async function resumeOperations(
  db: Queryable,
  installation: string | null,
  unreachable: readonly string[],
): Promise<ResourceRef[]> {
  if (installation === null && unreachable.length === 0) return [];
  await db.$executeRaw`
    UPDATE github_repos r SET next_pull_at = now() FROM github_app_installations n
    WHERE r.id = ANY(${[...unreachable]}::uuid[]) AND n.id = r.installation_id AND ${IS_OPEN}`;
  const groups: ResourceRef[] = [];
  for (const kind of ['task', 'comment'] as const)
    groups.push(...(await resumeKind(db, kind, installation, unreachable)));
  return groups;
}

/**
 * Issues that were transferred to a repo before it was connected: they are read at once, so that their comments are found
 * again before the pull brings them as new ones. Returns the groups to wake.
 */
export async function resumeTransfers(db: Queryable, repoId: string): Promise<ResourceRef[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH latest AS (
      SELECT DISTINCT ON (o.task_id) o.id FROM github_issues i JOIN task_sync_operations o ON o.task_id = i.task_id
      WHERE i.repo_id = ${repoId}::uuid AND i.relink_comments AND o.state = 'disabled' AND o.direction = 'inbound'
        AND o.needs_fetch
      ORDER BY o.task_id, o.sequence DESC
    ), back AS (
      UPDATE task_sync_operations o SET state = 'queued', reason_code = NULL, reason_message = NULL, not_before = NULL,
        attempt = 0, queued_at = now(), finished_at = NULL
      FROM latest WHERE o.id = latest.id
      RETURNING o.id, o.task_id
    ), told AS (
      INSERT INTO operation_timeline (kind, operation_id, at, from_state, to_state, by)
      SELECT 'task', id, now(), 'disabled', 'queued', 'door:connect' FROM back
    )
    SELECT task_id::text AS id FROM back`;
  return rows.map(({ id }) => ({ kind: 'task', id }));
}

async function resumeKind(
  db: Queryable,
  kind: ResourceKind,
  installation: string | null,
  unreachable: readonly string[],
): Promise<ResourceRef[]> {
  const { operation, recordId } = TABLES[kind];
  const taskOf =
    kind === 'task'
      ? Prisma.sql`o.task_id`
      : Prisma.sql`(SELECT c.task_id FROM comments c WHERE c.id = o.comment_id)`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH back AS (
      UPDATE ${operation} o SET state = 'queued', reason_code = NULL, reason_message = NULL, not_before = NULL, attempt = 0,
        queued_at = now(), finished_at = NULL
      WHERE o.state = 'disabled' AND o.direction = 'outbound' AND o.reason_code = ANY(${KEPT_OUT})
        AND EXISTS (
          SELECT 1 FROM github_issues l JOIN github_repos r ON r.id = l.repo_id
          JOIN github_app_installations n ON n.id = r.installation_id
          WHERE l.task_id = ${taskOf} AND ${IS_OPEN}
            AND (n.external_id = ${installation === null ? null : BigInt(installation)}::bigint
              OR r.id = ANY(${[...unreachable]}::uuid[])))
      RETURNING o.id, o.${recordId} AS record_id
    ), told AS (
      INSERT INTO operation_timeline (kind, operation_id, at, from_state, to_state, by)
      SELECT ${kind}::resource_kind, id, now(), 'disabled', 'queued', 'door:directory' FROM back
    )
    SELECT DISTINCT record_id::text AS id FROM back`;
  return rows.map(({ id }) => ({ kind, id }));
}
