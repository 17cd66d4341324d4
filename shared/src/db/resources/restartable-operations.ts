// Takes what a person may restart, in parts, by the filter of the list that they saw.
import type {
  ClientTransaction,
  OperationFilter,
  OperationHandle,
  ProjectAccess,
} from '../../ports/client.js';
import type { Queryable } from '../prisma.js';
import { kindsOf, operationMatches } from '../reads/operation-filter.js';
import { resolveSearch } from '../reads/operation-search.js';
import { TABLES } from './resource-tables.js';

type Part = Parameters<ClientTransaction['takeRestartable']>[2];

interface RestartableRow extends Omit<OperationHandle, 'ref'> {
  readonly sequence: bigint;
  readonly recordId: string;
}

export async function takeRestartable(
  db: Queryable,
  filter: OperationFilter,
  access: ProjectAccess,
  { kind, afterSequence, limit }: Part,
): Promise<(OperationHandle & { readonly sequence: bigint })[]> {
  if (!kindsOf(filter).includes(kind)) return [];
  const search = await resolveSearch(db, filter.q);
  const rows = await db.$queryRaw<RestartableRow[]>`
    SELECT o.id::text, o.sequence, o.${TABLES[kind].recordId}::text AS "recordId", o.direction::text, o.state::text, o.content
    FROM ${TABLES[kind].operation} o
    WHERE o.state IN ('errored', 'disabled') AND o.sequence > ${afterSequence}
      AND ${operationMatches(kind, filter, access, search)}
    ORDER BY o.sequence LIMIT ${limit} FOR UPDATE OF o SKIP LOCKED`;
  return rows.map(({ recordId, ...handle }) => ({ ...handle, ref: { kind, id: recordId } }));
}
