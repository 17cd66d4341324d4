// The linked issues that carry a label, by what was last seen of them or by what is about to be applied. They are walked in
// the order of their numbers, so that all parts together read the repo once.
import type { CarriersAsked, IssueKey } from '../../ports/resource-store.js';
import type { Queryable } from '../prisma.js';

interface LabeledRow {
  readonly number: number;
  readonly external_id: string | null;
  readonly kind: 'issue' | 'pull_request';
}

export async function issuesWithLabel(
  db: Queryable,
  { repoExternalId, name, after, limit }: CarriersAsked,
): Promise<IssueKey[]> {
  const rows = await db.$queryRaw<LabeledRow[]>`
    SELECT i.number, i.external_id::text, t.kind::text
    FROM github_repos r
    JOIN github_issues i ON i.repo_id = r.id
    JOIN tasks t ON t.id = i.task_id
    WHERE r.external_id = ${BigInt(repoExternalId)} AND i.number > ${after} AND (
      EXISTS (SELECT 1 FROM jsonb_array_elements_text(i.base->'labels') AS l(name) WHERE lower(l.name) = lower(${name}))
      OR EXISTS (
        SELECT 1 FROM task_sync_operations o, jsonb_array_elements_text(o.content->'labels') AS l(name)
        WHERE o.task_id = t.id AND o.state IN ('queued', 'processing') AND o.direction = 'inbound'
          AND lower(l.name) = lower(${name})))
    ORDER BY i.number LIMIT ${limit}`;
  return rows.map(({ number, external_id: externalId, kind: taskKind }) => ({
    repoExternalId,
    number,
    externalId,
    pullRequestExternalId: null,
    taskKind,
    markedRecord: null,
  }));
}
