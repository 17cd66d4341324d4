// How many operations a person's hand would reach, told before it moves: counted by the very filter that then acts.
import type { OperationFilter, ProjectAccess } from '../../ports/client.js';
import { kindsOf, operationMatches } from './operation-filter.js';
import { resolveSearch } from './operation-search.js';
import { Prisma, type Queryable } from '../prisma.js';
import { TABLES } from '../resources/resource-tables.js';

export interface Reach {
  /** Errored and disabled ones. */
  readonly restartable: number;
  /** These, and the ones that are queued. */
  readonly cancelable: number;
}

export async function countOperations(
  db: Queryable,
  filter: OperationFilter,
  access: ProjectAccess,
): Promise<Reach> {
  const search = await resolveSearch(db, filter.q);
  // Each by the index that has these states and no others.
  const counts = kindsOf(filter).map((kind) => {
    const { operation } = TABLES[kind];
    const matches = operationMatches(kind, filter, access, search);
    return Prisma.sql`
      SELECT count(*) AS halted, 0 AS queued FROM ${operation} o WHERE o.state IN ('errored', 'disabled') AND ${matches}
      UNION ALL SELECT 0, count(*) FROM ${operation} o WHERE o.state = 'queued' AND ${matches}`;
  });
  if (counts.length === 0) return { restartable: 0, cancelable: 0 };
  const [row] = await db.$queryRaw<Reach[]>`
    SELECT sum(halted)::int AS restartable, sum(halted + queued)::int AS cancelable
    FROM (${Prisma.join(counts, ' UNION ALL ')}) counted`;
  return row ?? { restartable: 0, cancelable: 0 };
}

/** Ids of the ones that match and can be canceled, oldest first, after a sequence. */
export async function findCancelable(
  db: Queryable,
  filter: OperationFilter,
  access: ProjectAccess,
  {
    kind,
    after,
    limit,
  }: { readonly kind: 'task' | 'comment'; readonly after: bigint; readonly limit: number },
): Promise<readonly { readonly id: string; readonly sequence: bigint }[]> {
  if (!kindsOf(filter).includes(kind)) return [];
  const search = await resolveSearch(db, filter.q);
  return db.$queryRaw<{ id: string; sequence: bigint }[]>`
    SELECT o.id::text, o.sequence FROM ${TABLES[kind].operation} o
    WHERE o.state IN ('errored', 'disabled', 'queued') AND o.sequence > ${after}
      AND ${operationMatches(kind, filter, access, search)}
    ORDER BY o.sequence LIMIT ${limit}`;
}
