// What was dropped while a record was deleted, for the moment in which it comes back (rules M5 and M6).
import { REASONS } from '../../domain/operations/reasons.js';
import type { DroppedChange } from '../../ports/resource-store.js';
import type { ResourceRef } from '../../ports/loaded-resource.js';
import type { Queryable } from '../prisma.js';
import { toOperation, type OperationRow } from './operation-row.js';
import { TABLES } from './resource-tables.js';

/** Only what came close to our last write can matter; a busy thread under a record that is deleted for months brings more. */
const MOST_DROPPED = 100;

export async function droppedAsDeleted(db: Queryable, { kind, id }: ResourceRef): Promise<DroppedChange[]> {
  const { operation, recordId } = TABLES[kind];
  const rows = await db.$queryRaw<{ row: OperationRow & { readonly delivery_id: string | null } }[]>`
    SELECT to_jsonb(o) AS row FROM ${operation} o
    WHERE o.${recordId} = ${id}::uuid AND o.direction = 'inbound' AND o.state = 'dropped'
      AND o.reason_code = ${REASONS.recordDeleted.code}
    ORDER BY o.sequence DESC LIMIT ${MOST_DROPPED}`;
  return rows.map(({ row }) => ({ ...toOperation(row), deliveryId: row.delivery_id })).reverse();
}
