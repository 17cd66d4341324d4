// A person's word on a conflict: read for the decision, and kept with what the field held before, so that it can be
// taken back.
import type { ConflictHandle, ConflictResolution, ProjectAccess } from '../../ports/client.js';
import type { FieldConflict } from '../../domain/merge/merge.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import { Prisma, type Queryable } from '../prisma.js';
import { inProjects } from '../reads/read-filters.js';

export async function conflictHandle(
  db: Queryable,
  id: string,
  access: ProjectAccess,
): Promise<ConflictHandle | null> {
  const [row] = await db.$queryRaw<ConflictRow[]>`
    SELECT k.id::text, k.kind::text, k.record_id::text, k.field, k.base, k.ours, k.theirs, k.winner, k.state::text,
      k.resolution
    FROM conflicts k
    LEFT JOIN comments c ON k.kind = 'comment' AND c.id = k.record_id
    JOIN tasks t ON t.id = coalesce(c.task_id, k.record_id)
    WHERE k.id = ${id}::uuid AND ${inProjects(Prisma.sql`t.project_id`, access)}`;
  if (row === undefined) return null;
  const { field, base, ours, theirs, winner } = row;
  return {
    id: row.id,
    ref: { kind: row.kind, id: row.record_id },
    conflict: { field, base, ours, theirs, winner },
    state: row.state,
    resolution: row.resolution,
  };
}

export async function settleConflict(
  db: Queryable,
  id: string,
  settled: { readonly resolution: ConflictResolution | null; readonly by: string; readonly now: number },
): Promise<void> {
  const { resolution, by, now } = settled;
  const open = resolution === null;
  await db.$executeRaw`
    UPDATE conflicts SET state = ${open ? 'open' : 'resolved'}::conflict_state,
      resolution = ${open ? null : JSON.stringify(resolution)}::jsonb,
      resolved_by = ${open ? null : by},
      resolved_at = ${open ? null : new Date(now).toISOString()}::timestamptz
    WHERE id = ${id}::uuid`;
}

interface ConflictRow extends FieldConflict {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly record_id: string;
  readonly state: 'open' | 'resolved';
  readonly resolution: ConflictResolution | null;
}
