// How many operations a person's hand would reach, told before it moves: counted by the very filter that then acts.
import type { OperationFilter, ProjectAccess } from '../ports/client.js';
import { resolveSearch } from './operation-search.js';
import { Prisma, type Queryable } from './prisma.js';
import { kindsOf, operationMatches, operationsOf } from './read-operations.js';

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
  const counts = kindsOf(filter).map(
    (kind) => Prisma.sql`
      SELECT count(*) FILTER (WHERE o.state <> 'queued') AS restartable, count(*) AS cancelable
      FROM ${operationsOf(kind)}
      WHERE o.state IN ('errored', 'disabled', 'queued') AND ${operationMatches(kind, filter, access, search)}`,
  );
  if (counts.length === 0) return { restartable: 0, cancelable: 0 };
  const [row] = await db.$queryRaw<Reach[]>`
    SELECT sum(restartable)::int AS restartable, sum(cancelable)::int AS cancelable
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
    SELECT o.id::text, o.sequence FROM ${operationsOf(kind)}
    WHERE o.state IN ('errored', 'disabled', 'queued') AND o.sequence > ${after}
      AND ${operationMatches(kind, filter, access, search)}
    ORDER BY o.sequence LIMIT ${limit}`;
}
