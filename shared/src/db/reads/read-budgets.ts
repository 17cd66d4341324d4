// How every installation stands: what is left, what was written lately, what waits, and when it will be clear (rule G1).
// For people and for Prometheus; whoever asks for a call reads its own row.
import { clearAt, type BudgetState, type WriteRules } from '../../domain/github/budget.js';
import { HOUR_MS, MINUTE_MS } from '../../domain/clock.js';
import { Prisma, type Queryable } from '../prisma.js';

export interface WritesView {
  readonly strikes: number;
  readonly writes: {
    readonly waiting: number;
    readonly lastMinute: number;
    readonly perMinute: number;
    readonly lastHour: number;
    readonly perHour: number;
  };
  readonly clearBy: string | null;
  readonly forecast: string | null;
}

export interface BudgetView extends WritesView {
  /** GitHub's id. */
  readonly externalId: string;
  readonly silentUntil: number | null;
  /** What is left, by resource. */
  readonly left: Readonly<Record<string, number>>;
}

/** Of an installation that the app has only just been told of. */
export const NO_WRITES: WritesView = {
  strikes: 0,
  writes: { waiting: 0, lastMinute: 0, perMinute: 0, lastHour: 0, perHour: 0 },
  clearBy: null,
  forecast: null,
};

interface Row extends Omit<BudgetState, 'quota' | 'turns'> {
  readonly id: string;
  readonly externalId: string;
  readonly strikes: number;
  readonly budget: Readonly<Record<string, { limit: number; remaining: number; until: number }>>;
  readonly waiting: number;
}

/** By our id of the installation. */
export async function readBudgets(
  db: Queryable,
  rules: WriteRules,
  now: number,
): Promise<ReadonlyMap<string, BudgetView>> {
  const rows = await db.$queryRaw<Row[]>`
    WITH waiting AS (
      SELECT installation, sum(n)::int AS n FROM (
        ${queuedOf(Prisma.sql`task_sync_operations`)} UNION ALL ${queuedOf(Prisma.sql`comment_sync_operations`)}) q
      GROUP BY installation
    )
    SELECT i.id::text, i.external_id::text AS "externalId", i.strikes, i.budget, coalesce(w.n, 0) AS waiting,
      (extract(epoch FROM i.blocked_until) * 1000)::float8 AS "silentUntil",
      (extract(epoch FROM i.next_write_at) * 1000)::float8 AS "nextWriteAt",
      coalesce(i.write_ends, '{}')::float8[] AS "writeEnds"
    FROM github_app_installations i LEFT JOIN waiting w ON w.installation = i.id`;
  return new Map(rows.map((row) => [row.id, toView(row, rules, now)]));
}

function queuedOf(operations: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT github_app_installation_id AS installation, count(*) AS n FROM ${operations}
    WHERE state IN ('queued', 'processing') AND direction = 'outbound' GROUP BY 1`;
}

function toView(row: Row, rules: WriteRules, now: number): BudgetView {
  const { externalId, strikes, budget, waiting, silentUntil, nextWriteAt, writeEnds } = row;
  const since = (ms: number): number => writeEnds.filter((at) => at > now - ms).length;
  const core = budget['core'] ?? null;
  const state: BudgetState = { silentUntil, nextWriteAt, writeEnds, quota: core, turns: {} };
  const clear = waiting === 0 ? null : new Date(clearAt(state, waiting, rules, now)).toISOString();
  return {
    externalId,
    strikes,
    silentUntil,
    left: Object.fromEntries(Object.entries(budget).map(([name, { remaining }]) => [name, remaining])),
    writes: {
      waiting,
      lastMinute: since(MINUTE_MS),
      perMinute: rules.perMinute,
      lastHour: since(HOUR_MS),
      perHour: rules.perHour,
    },
    clearBy: clear,
    forecast: clear === null ? null : `${waiting} to write; clear by ${clear.slice(11, 16)} UTC`,
  };
}
