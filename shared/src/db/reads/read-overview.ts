// The state of the whole in a few statements, each bounded by an index: outcomes by time from the index of what finished,
// latencies from the last ones that finished, groups and failures from the indexes of what is open and of what is rare.
import type { ProjectAccess } from '../../ports/client.js';
import type { Direction, ResourceKind } from '../../domain/operations/operation.js';
import type { OperationState } from '../../domain/operations/transitions.js';
import { readDrift, type DriftView } from '../schedule/drift.js';
import { Prisma, type Queryable } from '../prisma.js';
import { time } from './read-filters.js';
import { readLatency, type Latency } from './read-latency.js';
import { TABLES } from '../resources/resource-tables.js';
import { readWorkers, type WorkerView } from '../worker-processes.js';

export type OverviewWindow = 'hour' | 'day' | 'week';

export interface Overview {
  readonly at: string;
  readonly window: OverviewWindow;
  /** The width of one bar. */
  readonly stepMs: number;
  /** What finished, by the beginning of its bar. */
  readonly outcomes: readonly Outcome[];
  readonly latency: readonly Latency[];
  /** Resources with work under way, with work that could start, with work that waits for its time. */
  readonly groups: { readonly busy: number; readonly waiting: number; readonly postponed: number };
  readonly oldestWaitingAt: string | null;
  readonly workers: readonly WorkerView[];
  readonly failures: readonly Failure[];
  readonly deliveries: Deliveries;
  /** Of the resources that were held against GitHub at random in the window. */
  readonly drift: DriftView;
  readonly connectedRepos: number;
  /** Repos whose deletions wait for a person's answer (rule P5). */
  readonly brakes: number;
  /** Repos where a pull found what no webhook had told, and none has come since. */
  readonly silentRepos: number;
  readonly conflicts: number;
}

interface Outcome {
  readonly at: string;
  readonly direction: Direction;
  readonly state: OperationState;
  readonly count: number;
}

interface Failure {
  readonly state: 'errored' | 'disabled';
  readonly code: string | null;
  /** Of the latest. */
  readonly message: string | null;
  readonly count: number;
  readonly latestAt: string;
}

interface Deliveries {
  readonly received: number;
  readonly parked: number;
  readonly pending: number;
  readonly lastAt: string | null;
  /** Changes that a pull or a re-sync brought in the window and no webhook had announced. */
  readonly missed: number;
}

const MINUTE = 60_000;
const WINDOWS: Readonly<Record<OverviewWindow, { readonly lengthMs: number; readonly stepMs: number }>> = {
  hour: { lengthMs: 60 * MINUTE, stepMs: MINUTE },
  day: { lengthMs: 24 * 60 * MINUTE, stepMs: 30 * MINUTE },
  week: { lengthMs: 7 * 24 * 60 * MINUTE, stepMs: 4 * 60 * MINUTE },
};
const KINDS = ['task', 'comment'] as const;

/** For callers who may see everything: what is counted here knows no projects. */
export async function readOverview(db: Queryable, window: OverviewWindow, now: number): Promise<Overview> {
  const { lengthMs, stepMs } = WINDOWS[window];
  const since = new Date(Math.floor((now - lengthMs) / stepMs + 1) * stepMs);
  const [outcomes, latency, groups, workers, failures, deliveries, drift, totals] = await Promise.all([
    readOutcomes(db, since, stepMs),
    readLatency(db, since),
    readGroups(db, new Date(now)),
    readWorkers(db, now),
    readFailures(db),
    readDeliveryHealth(db, since),
    readDrift(db, since),
    readTotals(db),
  ]);
  return {
    at: new Date(now).toISOString(),
    window,
    stepMs,
    outcomes,
    latency,
    ...groups,
    workers,
    failures,
    deliveries,
    drift,
    ...totals,
  };
}

/** A caller that is bound to projects must not learn how much others do. */
export function seesEverything(access: ProjectAccess): boolean {
  return access === null;
}

async function readOutcomes(db: Queryable, since: Date, stepMs: number): Promise<Outcome[]> {
  const rows = await db.$queryRaw<{ at: Date; direction: Direction; state: OperationState; count: number }[]>`
    SELECT date_bin(make_interval(secs => ${stepMs / 1000}::float8), finished_at, ${since}) AS at, direction::text,
      state::text, count(*)::int AS count
    FROM (${eachKind((kind) => Prisma.sql`SELECT finished_at, direction, state FROM ${TABLES[kind].operation} WHERE finished_at >= ${since}`)}) o
    GROUP BY 1, 2, 3 ORDER BY 1`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function readGroups(db: Queryable, now: Date): Promise<Pick<Overview, 'groups' | 'oldestWaitingAt'>> {
  const [row] = await db.$queryRaw<
    { busy: number; waiting: number; postponed: number; oldest: Date | null }[]
  >`
    SELECT count(*) FILTER (WHERE busy)::int AS busy,
      count(*) FILTER (WHERE NOT busy AND due)::int AS waiting,
      count(*) FILTER (WHERE NOT busy AND NOT due)::int AS postponed, min(oldest) AS oldest
    FROM (${eachKind((kind) => {
      const { operation, recordId } = TABLES[kind];
      return Prisma.sql`SELECT bool_or(state = 'processing') AS busy,
          bool_or(state = 'queued' AND coalesce(not_before, queued_at, created_at) <= ${now}) AS due,
          min(queued_at) FILTER (WHERE state = 'queued' AND coalesce(not_before, queued_at, created_at) <= ${now}) AS oldest
        FROM ${operation} WHERE state IN ('queued', 'processing') GROUP BY ${recordId}`;
    })}) open`;
  return {
    groups: { busy: row?.busy ?? 0, waiting: row?.waiting ?? 0, postponed: row?.postponed ?? 0 },
    oldestWaitingAt: time(row?.oldest ?? null),
  };
}

async function readFailures(db: Queryable): Promise<Failure[]> {
  const rows = await db.$queryRaw<(Omit<Failure, 'latestAt'> & { latest: Date })[]>`
    SELECT state::text, reason_code AS code, count(*)::int AS count, max(created_at) AS latest,
      (array_agg(reason_message ORDER BY created_at DESC))[1] AS message
    FROM (${eachKind((kind) => Prisma.sql`SELECT state, reason_code, reason_message, created_at FROM ${TABLES[kind].operation} WHERE state IN ('errored', 'disabled')`)}) failed
    GROUP BY state, reason_code ORDER BY state DESC, count DESC LIMIT 20`;
  return rows.map(({ latest, ...row }) => ({ ...row, latestAt: latest.toISOString() }));
}

async function readDeliveryHealth(db: Queryable, since: Date): Promise<Deliveries> {
  const [row] = await db.$queryRaw<(Omit<Deliveries, 'lastAt'> & { last: Date | null })[]>`
    SELECT (SELECT count(*)::int FROM webhook_deliveries WHERE received_at >= ${since}) AS received,
      (SELECT count(*)::int FROM webhook_deliveries WHERE received_at >= ${since} AND state = 'parked') AS parked,
      (SELECT count(*)::int FROM webhook_deliveries WHERE state = 'pending') AS pending,
      (SELECT received_at FROM webhook_deliveries ORDER BY received_at DESC LIMIT 1) AS last,
      (SELECT count(*)::int FROM (${eachKind((kind) => Prisma.sql`SELECT 1 FROM ${TABLES[kind].operation} WHERE source IN ('pull', 'scheduler') AND created_at >= ${since} AND state = 'completed'`)}) m) AS missed`;
  return {
    received: row?.received ?? 0,
    parked: row?.parked ?? 0,
    pending: row?.pending ?? 0,
    lastAt: time(row?.last ?? null),
    missed: row?.missed ?? 0,
  };
}

type Totals = Pick<Overview, 'connectedRepos' | 'brakes' | 'silentRepos' | 'conflicts'>;

async function readTotals(db: Queryable): Promise<Totals> {
  const [row] = await db.$queryRaw<Totals[]>`
    SELECT count(*)::int AS "connectedRepos", count(deletion_brake)::int AS brakes,
      count(webhooks_silent_since)::int AS "silentRepos",
      (SELECT count(*)::int FROM conflicts WHERE state = 'open') AS conflicts
    FROM github_repos WHERE project_id IS NOT NULL`;
  return row ?? { connectedRepos: 0, brakes: 0, silentRepos: 0, conflicts: 0 };
}

function eachKind(part: (kind: ResourceKind) => Prisma.Sql): Prisma.Sql {
  return Prisma.join(KINDS.map(part), ' UNION ALL ');
}
