// What stood before an operation, and which other operations it displaced: the two things that one row cannot tell.
import type { ProjectAccess } from '../../ports/client.js';
import type { Content } from '../../domain/resource/content.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import type { OperationState } from '../../domain/operations/transitions.js';
import { Prisma, type Queryable } from '../prisma.js';
import { inProjects } from './read-filters.js';
import { TABLES } from '../resources/resource-tables.js';

export interface OperationContext {
  /** Field by field what was known before: what GitHub held at a write; else what the last one applied. */
  readonly before: Content;
  /** Operations that this one canceled, made duplicates of itself, or was the reason to drop. */
  readonly displaced: readonly {
    readonly id: string;
    readonly relation: 'canceled' | 'duplicate' | 'dropped';
    readonly state: OperationState;
    readonly createdAt: string;
  }[];
}

/** The history that is looked through: a resource with ten thousand operations must not make anybody wait. */
const LOOK_BACK = 200;

export async function readOperationContext(
  db: Queryable,
  id: string,
  access: ProjectAccess,
): Promise<OperationContext | null> {
  for (const kind of ['task', 'comment'] as const) {
    const [row] = await db.$queryRaw<PlaceRow[]>`
      SELECT o.${TABLES[kind].recordId}::text AS record_id, o.sequence, o.pre_image FROM ${TABLES[kind].operation} o
      WHERE o.id = ${id}::uuid AND ${inProjects(Prisma.sql`o.project_id`, access)}`;
    if (row === undefined) continue;
    return {
      before: row.pre_image ?? (await appliedBefore(db, kind, row)),
      displaced: await displacedBy(db, kind, row.record_id, id),
    };
  }
  return null;
}

async function appliedBefore(
  db: Queryable,
  kind: ResourceKind,
  { record_id, sequence }: PlaceRow,
): Promise<Content> {
  const { operation, recordId } = TABLES[kind];
  const [row] = await db.$queryRaw<{ before: Content | null }[]>`
    SELECT jsonb_object_agg(latest.key, latest.value) AS before FROM (
      SELECT DISTINCT ON (field.key) field.key, field.value
      FROM (SELECT content, sequence FROM ${operation}
            WHERE ${recordId} = ${record_id}::uuid AND sequence < ${sequence} AND state = 'completed'
              AND jsonb_typeof(content) = 'object'
            ORDER BY sequence DESC LIMIT ${LOOK_BACK}) earlier, jsonb_each(earlier.content) field
      ORDER BY field.key, earlier.sequence DESC) latest`;
  return row?.before ?? {};
}

async function displacedBy(
  db: Queryable,
  kind: ResourceKind,
  recordId: string,
  id: string,
): Promise<OperationContext['displaced']> {
  const { operation, recordId: column } = TABLES[kind];
  const rows = await db.$queryRaw<DisplacedRow[]>`
    SELECT id::text, state::text, created_at,
      CASE WHEN canceled_by = ${id}::uuid THEN 'canceled' WHEN duplicate_of = ${id}::uuid THEN 'duplicate'
        ELSE 'dropped' END AS relation
    FROM ${operation}
    WHERE ${column} = ${recordId}::uuid AND id <> ${id}::uuid
      AND (canceled_by = ${id}::uuid OR duplicate_of = ${id}::uuid OR dropped_for_id = ${id}::uuid)
    ORDER BY sequence DESC LIMIT ${LOOK_BACK}`;
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() }));
}

interface PlaceRow {
  readonly record_id: string;
  readonly sequence: bigint;
  readonly pre_image: Content | null;
}

interface DisplacedRow {
  readonly id: string;
  readonly state: OperationState;
  readonly relation: 'canceled' | 'duplicate' | 'dropped';
  readonly created_at: Date;
}
