// Puts down that somebody wants many records synced (rule S4): a mark on each record, so that no restart loses it and asking
// twice is asking once. The workers take it repo by repo, a hundred a turn.
import type { ResourceKind } from '../../domain/operations/operation.js';
import { iso } from '../resources/content-columns.js';
import { IS_OPEN } from '../directory/open-repos.js';
import type { Queryable } from '../prisma.js';
import { EXISTS, TABLES } from '../resources/resource-tables.js';

export interface SyncsRequested {
  readonly count: number;
  /** Repos to ring for. */
  readonly repoIds: readonly string[];
}

/** Of these records those that are on GitHub and can be reached there; the others are left out. */
export async function requestSyncs(
  db: Queryable,
  kind: ResourceKind,
  ids: readonly string[],
  now: number,
): Promise<SyncsRequested> {
  if (ids.length === 0) return { count: 0, repoIds: [] };
  const { record, link, recordId } = TABLES[kind];
  const rows = await db.$queryRaw<{ repo: string }[]>`
    UPDATE ${record} u SET sync_requested_at = coalesce(u.sync_requested_at, ${iso(now)}::timestamptz)
    FROM (
      SELECT t.id FROM ${record} t JOIN ${link} l ON l.${recordId} = t.id JOIN github_repos r ON r.id = t.repo_id
      JOIN github_app_installations n ON n.id = r.installation_id
      WHERE t.id = ANY(${[...ids]}::uuid[]) AND t.deleted_at IS NULL AND ${EXISTS[kind]} AND l.gone_at IS NULL
        AND ${IS_OPEN}
      ORDER BY t.id FOR NO KEY UPDATE OF t
    ) wanted
    WHERE u.id = wanted.id RETURNING u.repo_id::text AS repo`;
  return { count: rows.length, repoIds: [...new Set(rows.map(({ repo }) => repo))] };
}
