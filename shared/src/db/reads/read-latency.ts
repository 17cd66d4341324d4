// How long changes take to arrive, from the last ones that did: a bounded sample, so that the answer costs the same
// whatever the table holds.
import { Prisma, type Queryable } from '../prisma.js';
import { TABLES } from '../resources/resource-tables.js';

export interface Latency {
  readonly path: 'webhook_to_record' | 'write_to_github';
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** How many were measured. */
  readonly count: number;
}

/** Percentiles of this many are as steady as anybody reads them. */
const SAMPLE = 5_000;

export async function readLatency(db: Queryable, since: Date): Promise<Latency[]> {
  const sampled = (['task', 'comment'] as const).map(
    (kind) => Prisma.sql`(
      SELECT direction, source, created_at, finished_at, delivery_id FROM ${TABLES[kind].operation}
      WHERE finished_at >= ${since} AND state = 'completed' AND direction = 'outbound'
      ORDER BY finished_at DESC LIMIT ${SAMPLE})
    UNION ALL (
      SELECT direction, source, created_at, finished_at, delivery_id FROM ${TABLES[kind].operation}
      WHERE finished_at >= ${since} AND state = 'completed' AND direction = 'inbound' AND source = 'webhook'
      ORDER BY finished_at DESC LIMIT ${SAMPLE})`,
  );
  const rows = await db.$queryRaw<{ path: Latency['path']; percentiles: number[]; count: number }[]>`
    SELECT CASE WHEN o.direction = 'inbound' THEN 'webhook_to_record' ELSE 'write_to_github' END AS path,
      percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY greatest(0,
        extract(epoch FROM o.finished_at - coalesce(d.received_at, o.created_at)) * 1000)) AS percentiles,
      count(*)::int AS count
    FROM (${Prisma.join(sampled, ' UNION ALL ')}) o LEFT JOIN webhook_deliveries d ON d.id = o.delivery_id
    WHERE o.direction = 'outbound' OR o.source = 'webhook' GROUP BY 1`;
  return rows.map(({ path, percentiles: [p50 = 0, p95 = 0, p99 = 0], count }) => ({
    path,
    p50: Math.round(p50),
    p95: Math.round(p95),
    p99: Math.round(p99),
    count,
  }));
}
