// The filter of operations as SQL: the same for the list, for the count, and for the restart or cancel of everything that
// matches, so that a person acts on exactly what they saw. Every condition is on the operation's own row, or on what an
// index finds first: a join would be walked in the order of the page.
import type { OperationFilter, ProjectAccess } from '../../ports/client.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import { matchesSearch, type Search } from './operation-search.js';
import { Prisma } from '../prisma.js';
import { allOf, inProjects, when } from './read-filters.js';
import { TABLES } from '../resources/resource-tables.js';

/** A filter by comment leaves no operation of a task. */
export function kindsOf(filter: OperationFilter): ResourceKind[] {
  const kinds: ResourceKind[] = filter.commentId === undefined ? ['task', 'comment'] : ['comment'];
  return kinds.filter((kind) => filter.kind === undefined || filter.kind === kind);
}

/** A condition on an operation o. */
export function operationMatches(
  kind: ResourceKind,
  filter: OperationFilter,
  access: ProjectAccess,
  /** What `filter.q` names; null: it is not asked, or asked elsewhere. */
  search: Search | null,
): Prisma.Sql {
  return allOf([
    inProjects(Prisma.sql`o.project_id`, access),
    when(filter.state, (state) => Prisma.sql`o.state = ${state}::operation_state`),
    when(filter.direction, (direction) => Prisma.sql`o.direction = ${direction}::operation_direction`),
    when(filter.source, (source) => Prisma.sql`o.source = ${source}::operation_source`),
    when(filter.taskId, (id) => ofTask(kind, id)),
    when(filter.commentId, (id) => Prisma.sql`o.comment_id = ${id}::uuid`),
    when(filter.repoId, (id) => Prisma.sql`o.repo_id = ${id}::uuid`),
    when(filter.deliveryId, (id) => Prisma.sql`o.delivery_id = ${id}::uuid`),
    when(filter.since, (since) => Prisma.sql`o.created_at >= ${since}::timestamptz`),
    when(filter.externalId, (id) => hasExternalId(kind, id)),
    filter.linked === true ? isLinked(kind) : null,
    when(filter.until, (until) => Prisma.sql`o.created_at < ${until}::timestamptz`),
    when(filter.action, (action) => Prisma.sql`o.action = ${action}::operation_action`),
    when(filter.reason, (code) => Prisma.sql`o.reason_code = ${code}`),
    when(search, (found) => matchesSearch(kind, found)),
  ]);
}

function ofTask(kind: ResourceKind, id: string): Prisma.Sql {
  return kind === 'task'
    ? Prisma.sql`o.task_id = ${id}::uuid`
    : Prisma.sql`o.comment_id = ANY(ARRAY(SELECT id FROM comments WHERE task_id = ${id}::uuid))`;
}

function isLinked(kind: ResourceKind): Prisma.Sql {
  const { link, recordId } = TABLES[kind];
  return Prisma.sql`EXISTS (SELECT 1 FROM ${link} l WHERE l.${recordId} = o.${recordId})`;
}

function hasExternalId(kind: ResourceKind, id: string): Prisma.Sql {
  return kind === 'task'
    ? Prisma.sql`(o.task_id = ANY(ARRAY(SELECT task_id FROM github_issues
        WHERE external_id = ${id}::bigint OR pull_request_external_id = ${id}::bigint))
        OR o.github_issue_external_id = ${id}::bigint OR o.github_pull_request_external_id = ${id}::bigint)`
    : Prisma.sql`(o.comment_id = ANY(ARRAY(SELECT comment_id FROM github_comments WHERE external_id = ${id}::bigint))
        OR o.github_comment_external_id = ${id}::bigint)`;
}
