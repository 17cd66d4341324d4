// Comments that wait for their task, or for an earlier comment, are let go when what they wait for is there (rule G6): the
// earliest alone, for its own end lets the next one go. Letting all go would run n operations for each of n comments.
import { REASONS } from '../../domain/operations/reasons.js';
import type { ResourceRef } from '../../ports/loaded-resource.js';
import type { Queryable } from '../prisma.js';

export async function releaseComments(db: Queryable, taskId: string): Promise<ResourceRef[]> {
  const codes = [REASONS.waitingForTask.code, REASONS.waitingForEarlier.code];
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE comment_sync_operations o SET not_before = NULL
    WHERE o.state = 'queued' AND o.comment_id = (
      SELECT c.id FROM comments c JOIN comment_sync_operations w ON w.comment_id = c.id
      WHERE c.task_id = ${taskId}::uuid AND w.state = 'queued' AND w.reason_code = ANY(${codes})
      ORDER BY c.id LIMIT 1)
      AND o.reason_code = ANY(${codes})
    RETURNING o.comment_id::text AS id`;
  return rows.map(({ id }) => ({ kind: 'comment', id }));
}
