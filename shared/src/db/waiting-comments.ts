// Comments that wait for their task, or for an earlier comment, are let go when what they wait for is there (rule G6).
import { REASONS } from '../domain/reasons.js';
import type { ResourceRef } from '../ports.js';
import type { Queryable } from './prisma.js';

export async function releaseComments(db: Queryable, taskId: string): Promise<ResourceRef[]> {
  const codes = [REASONS.waitingForTask.code, REASONS.waitingForEarlier.code];
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE comment_sync_operations o SET not_before = NULL
    FROM comments c
    WHERE c.task_id = ${taskId}::uuid AND o.comment_id = c.id
      AND o.state = 'queued' AND o.reason_code = ANY(${codes})
    RETURNING o.comment_id::text AS id`;
  return rows.map(({ id }) => ({ kind: 'comment', id }));
}
