// The comments of a transferred issue in the tables: as they were last seen, and two of one made one (rules P5, M7).
import { wholeSecond } from '../../domain/clock.js';
import type { KnownComment } from '../../domain/resource/match-comments.js';
import type { TransferTables } from '../../ports/transfers.js';
import { iso } from './content-columns.js';
import type { Queryable } from '../prisma.js';

interface KnownRow {
  readonly id: string;
  readonly external_id: string;
  readonly author_login: string | null;
  readonly created_at: Date;
  readonly body: string | null;
}

export async function knownComments(db: Queryable, taskId: string): Promise<KnownComment[]> {
  const rows = await db.$queryRaw<KnownRow[]>`
    SELECT c.id::text, l.external_id::text, c.author_login, c.created_at, l.base->>'body' AS body
    FROM comments c JOIN github_comments l ON l.comment_id = c.id
    WHERE c.task_id = ${taskId}::uuid AND l.external_id IS NOT NULL AND l.gone_at IS NULL AND c.merged_into IS NULL
    ORDER BY c.id FOR NO KEY UPDATE OF c`;
  return rows.map((row) => ({
    recordId: row.id,
    externalId: row.external_id,
    author: row.author_login,
    createdAt: wholeSecond(row.created_at.getTime()),
    body: row.body ?? '',
  }));
}

export async function mergeComments(
  db: Queryable,
  { survivor, other, at }: Parameters<TransferTables['mergeComments']>[0],
): Promise<void> {
  await db.$executeRaw`
    UPDATE conflicts SET record_id = ${survivor}::uuid
    WHERE kind = 'comment' AND record_id = ${other}::uuid AND state = 'open'`;
  await db.$executeRaw`DELETE FROM github_comments WHERE comment_id = ${other}::uuid`;
  await db.$executeRaw`
    UPDATE comments SET merged_into = ${survivor}::uuid, deleted_at = coalesce(deleted_at, ${iso(at)}::timestamptz),
      deleted_by = coalesce(deleted_by, 'github'), version = version + 1, updated_at = ${iso(at)}::timestamptz,
      next_sync_at = NULL, sync_requested_at = NULL
    WHERE id = ${other}::uuid`;
  await db.$executeRaw`
    INSERT INTO change_log (project_id, kind, record_id, event, version, fields)
    SELECT t.project_id, 'comment', c.id, 'deleted', c.version, '{}'
    FROM comments c JOIN tasks t ON t.id = c.task_id WHERE c.id = ${other}::uuid`;
}
