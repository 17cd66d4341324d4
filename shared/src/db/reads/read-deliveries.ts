// Webhook deliveries as people look at them: what came in, and what became of it.
import type { ProjectAccess } from '../../ports/client.js';
import type { Reason } from '../../domain/operations/operation.js';
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, containing, inProjects, time, when, type Page, type PageRequest } from './read-filters.js';
import { lookThrough, pageOfHits, WINDOW, type LookedAt } from './search-window.js';

export type DeliveryState = 'pending' | 'processed' | 'ignored' | 'parked';

export interface DeliveryView {
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly state: DeliveryState;
  /** The full name of the repo it is about, where that repo is known. */
  readonly repo: string | null;
  readonly reason: Reason | null;
  readonly attempt: number;
  readonly receivedAt: string;
  readonly processedAt: string | null;
}

export interface DeliveryDetail extends DeliveryView {
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it was signed; null = no longer kept. */
  readonly payload: string | null;
  readonly payloadDroppedAt: string | null;
}

export interface DeliveryFilter {
  readonly state?: DeliveryState | undefined;
  readonly event?: string | undefined;
  readonly guid?: string | undefined;
  readonly repoId?: string | undefined;
  /** ISO 8601. */
  readonly since?: string | undefined;
  /** Part of event, action or reason; looked for in parts. */
  readonly q?: string | undefined;
}

/** Newest first. Keys: the time and the id. */
export async function listDeliveries(
  db: Queryable,
  filter: DeliveryFilter,
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<DeliveryView>> {
  const conditions = allOf([
    await inReposOf(db, access),
    when(filter.state, (state) => Prisma.sql`d.state = ${state}::delivery_state`),
    when(filter.event, (event) => Prisma.sql`d.event = ${event}`),
    when(filter.guid, (guid) => Prisma.sql`d.guid = ${guid}`),
    when(
      filter.repoId,
      (id) => Prisma.sql`d.repo_external_id = (SELECT external_id FROM github_repos WHERE id = ${id}::uuid)`,
    ),
    when(filter.since, (since) => Prisma.sql`d.received_at >= ${since}::timestamptz`),
    when(after, ([at, id]) => Prisma.sql`(d.received_at, d.id) < (${at}::timestamptz, ${id}::uuid)`),
  ]);
  const first = (hit: Prisma.Sql, rows: number): Prisma.Sql => Prisma.sql`
    SELECT d.id, d.received_at, ${hit} AS hit FROM webhook_deliveries d WHERE ${conditions}
    ORDER BY d.received_at DESC, d.id DESC LIMIT ${rows}`;
  const page =
    filter.q === undefined
      ? Prisma.sql`SELECT found.*, FALSE AS ends FROM (${first(Prisma.sql`TRUE`, limit + 1)}) found`
      : lookThrough(first(says(filter.q), WINDOW), NEWEST_FIRST, limit);
  // The page's ids first: a repo's are read from its index alone, where the planner would else walk everybody's by time.
  const rows = await db.$queryRaw<(DeliveryRow & LookedAt)[]>`
    SELECT ${COLUMNS}, page.hit, page.ends FROM (${page}) page
    JOIN webhook_deliveries d ON d.id = page.id ${WITH_REPO}
    ORDER BY d.received_at DESC, d.id DESC`;
  return pageOfHits(rows, limit, toDeliveryView, (row) => [row.received_at.toISOString(), row.id]);
}

const NEWEST_FIRST = Prisma.sql`received_at DESC, id DESC`;

function says(q: string): Prisma.Sql {
  const text = containing(q);
  return Prisma.sql`coalesce(d.event ILIKE ${text} OR d.action ILIKE ${text} OR d.reason_code ILIKE ${text}
    OR d.reason_message ILIKE ${text}, FALSE)`;
}

/** By the repos' numbers, which the planner can weigh: a join would be walked in the order of the page. */
async function inReposOf(db: Queryable, access: ProjectAccess): Promise<Prisma.Sql | null> {
  if (access === null) return null;
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT external_id AS id FROM github_repos r WHERE ${inProjects(Prisma.sql`r.project_id`, access)}`;
  return Prisma.sql`d.repo_external_id = ANY(${rows.map(({ id }) => id)}::bigint[])`;
}

export async function readDelivery(
  db: Queryable,
  id: string,
  access: ProjectAccess,
): Promise<DeliveryDetail | null> {
  const [row] = await db.$queryRaw<
    (DeliveryRow &
      Pick<DeliveryDetail, 'headers'> & { payload: Uint8Array | null; payload_dropped_at: Date | null })[]
  >`
    SELECT ${COLUMNS}, d.headers, d.payload, d.payload_dropped_at FROM ${DELIVERIES} WHERE d.id = ${id}::uuid AND ${inProjects(Prisma.sql`r.project_id`, access)}`;
  if (row === undefined) return null;
  return {
    ...toDeliveryView(row),
    headers: row.headers,
    payload: row.payload === null ? null : new TextDecoder().decode(row.payload),
    payloadDroppedAt: time(row.payload_dropped_at),
  };
}

/**
 * Lets the delivery be normalized once more; its second run is judged like any repetition (section 5). False: its payload
 * is no longer kept.
 */
export async function replayDelivery(db: Queryable, id: string): Promise<boolean> {
  const replayed = await db.$executeRaw`
    UPDATE webhook_deliveries SET state = 'pending', reason_code = NULL, reason_message = NULL, processed_at = NULL
    WHERE id = ${id}::uuid AND payload IS NOT NULL`;
  return replayed > 0;
}

const WITH_REPO = Prisma.sql`LEFT JOIN github_repos r ON r.external_id = d.repo_external_id`;
const DELIVERIES = Prisma.sql`webhook_deliveries d ${WITH_REPO}`;
const COLUMNS = Prisma.sql`d.id::text, d.guid, d.event, d.action, d.state::text, r.owner || '/' || r.name AS repo,
  d.reason_code, d.reason_message, d.attempt, d.received_at, d.processed_at`;

interface DeliveryRow {
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly state: DeliveryState;
  readonly repo: string | null;
  readonly reason_code: string | null;
  readonly reason_message: string | null;
  readonly attempt: number;
  readonly received_at: Date;
  readonly processed_at: Date | null;
}

function toDeliveryView(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    guid: row.guid,
    event: row.event,
    action: row.action,
    state: row.state,
    repo: row.repo,
    reason: row.reason_code === null ? null : { code: row.reason_code, message: row.reason_message ?? '' },
    attempt: row.attempt,
    receivedAt: row.received_at.toISOString(),
    processedAt: time(row.processed_at),
  };
}
