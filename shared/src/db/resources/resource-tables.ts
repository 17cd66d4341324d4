// The names of the two sets of tables. Tasks and comments obey the same rules, so every statement is written once and
// takes its names from here; nothing from outside ever reaches these fragments.
import type { ResourceKind } from '../../domain/operations/operation.js';
import { Prisma } from '../prisma.js';

export interface ResourceTables {
  readonly record: Prisma.Sql;
  readonly link: Prisma.Sql;
  readonly operation: Prisma.Sql;
  /** The column that names the record, in operations and in links. */
  readonly recordId: Prisma.Sql;
  /** The operation's column that names the link's row, and the one that keeps GitHub's id. */
  readonly operationLinkId: Prisma.Sql;
}

export const TABLES: Readonly<Record<ResourceKind, ResourceTables>> = {
  task: {
    record: Prisma.raw('tasks'),
    link: Prisma.raw('github_issues'),
    operation: Prisma.raw('task_sync_operations'),
    recordId: Prisma.raw('task_id'),
    operationLinkId: Prisma.raw('github_issue_id'),
  },
  comment: {
    record: Prisma.raw('comments'),
    link: Prisma.raw('github_comments'),
    operation: Prisma.raw('comment_sync_operations'),
    recordId: Prisma.raw('comment_id'),
    operationLinkId: Prisma.raw('github_comment_id'),
  },
};

/** Whether the thing is known to exist on GitHub, as domain/resource/resource says it. The statement names the link l. */
export const EXISTS: Readonly<Record<ResourceKind, Prisma.Sql>> = {
  task: Prisma.sql`l.number IS NOT NULL`,
  comment: Prisma.sql`l.external_id IS NOT NULL`,
};
