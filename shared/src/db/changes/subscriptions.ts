// Push subscriptions as people keep them. Their secrets come and go sealed; nothing here opens one.
import type { ProjectAccess } from '../../ports/client.js';
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, pageOf, time, when, type Page, type PageRequest } from '../reads/read-filters.js';

export interface SubscriptionView {
  readonly id: string;
  readonly url: string;
  /** Empty = all projects. */
  readonly projectIds: readonly string[];
  readonly state: 'active' | 'failing' | 'disabled';
  /** The pointer up to which notices were taken. */
  readonly position: string;
  readonly failures: number;
  readonly failingSince: string | null;
  readonly nextAttemptAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly lastError: string | null;
  readonly disabledAt: string | null;
  readonly disabledReason: string | null;
  readonly rotatedAt: string | null;
  readonly createdAt: string;
}

export interface NewSubscription {
  readonly id: string;
  readonly tokenId: string;
  readonly url: string;
  readonly projectIds: readonly string[];
  readonly sealedSecret: Uint8Array;
  readonly position: string;
}

export async function insertSubscription(db: Queryable, made: NewSubscription): Promise<void> {
  await db.$executeRaw`
    INSERT INTO push_subscriptions (id, token_id, url, project_ids, sealed_secrets, position)
    VALUES (${made.id}::uuid, ${made.tokenId}::uuid, ${made.url}, ${[...made.projectIds]}::uuid[],
      ARRAY[${made.sealedSecret}::bytea], ${made.position}::bigint)`;
}

export async function readSubscription(
  db: Queryable,
  id: string,
  access: ProjectAccess,
): Promise<SubscriptionView | null> {
  const [row] = await db.$queryRaw<SubscriptionRow[]>`
    ${SELECT} WHERE s.id = ${id}::uuid AND ${within(access)}`;
  return row === undefined ? null : toView(row);
}

/** Newest first. Keys: the id. */
export async function listSubscriptions(
  db: Queryable,
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<SubscriptionView>> {
  const rows = await db.$queryRaw<SubscriptionRow[]>`
    ${SELECT} WHERE ${allOf([within(access), when(after?.[0], (id) => Prisma.sql`s.id < ${id}::uuid`)])}
    ORDER BY s.id DESC LIMIT ${limit + 1}`;
  return pageOf(rows, limit, toView, ({ id }) => [id]);
}

export interface SubscriptionChange {
  readonly url?: string | undefined;
  readonly projectIds?: readonly string[] | undefined;
  /** True also forgets earlier failures: the next attempt is at once. */
  readonly enabled?: boolean | undefined;
}

export async function changeSubscription(
  db: Queryable,
  id: string,
  { url, projectIds, enabled }: SubscriptionChange,
): Promise<void> {
  const projects = projectIds === undefined ? null : [...projectIds];
  await db.$executeRaw`
    UPDATE push_subscriptions SET
      url = coalesce(${url ?? null}::text, url),
      project_ids = coalesce(${projects}::uuid[], project_ids),
      sending_to = NULL
    WHERE id = ${id}::uuid`;
  if (enabled === undefined) return;
  await db.$executeRaw`
    UPDATE push_subscriptions SET
      disabled_at = CASE WHEN ${enabled} THEN NULL ELSE coalesce(disabled_at, now()) END,
      disabled_reason = CASE WHEN ${enabled} THEN NULL ELSE coalesce(disabled_reason, 'by_person') END,
      failures = 0, failing_since = NULL, next_attempt_at = NULL
    WHERE id = ${id}::uuid`;
}

/** The newest secret signs from now on; the one before it signs along until its time is over. */
export async function rotateSecret(
  db: Queryable,
  id: string,
  sealedSecret: Uint8Array,
  now: number,
): Promise<void> {
  await db.$executeRaw`
    UPDATE push_subscriptions SET sealed_secrets = ARRAY[${sealedSecret}::bytea] || sealed_secrets[1:1],
      rotated_at = ${new Date(now).toISOString()}::timestamptz
    WHERE id = ${id}::uuid`;
}

export async function deleteSubscription(db: Queryable, id: string): Promise<void> {
  await db.$executeRaw`DELETE FROM push_subscriptions WHERE id = ${id}::uuid`;
}

/** A caller bound to projects sees what is bound to some of these alone. */
function within(access: ProjectAccess): Prisma.Sql {
  return access === null
    ? Prisma.sql`TRUE`
    : Prisma.sql`s.project_ids <> '{}' AND s.project_ids <@ ${[...access]}::uuid[]`;
}

const SELECT = Prisma.sql`
  SELECT s.id::text, s.url, s.project_ids::text[], s.position::text, s.failures, s.failing_since, s.next_attempt_at,
    s.last_success_at, s.last_error, s.disabled_at, s.disabled_reason, s.rotated_at, s.created_at
  FROM push_subscriptions s`;

interface SubscriptionRow {
  readonly id: string;
  readonly url: string;
  readonly project_ids: readonly string[];
  readonly position: string;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly next_attempt_at: Date | null;
  readonly last_success_at: Date | null;
  readonly last_error: string | null;
  readonly disabled_at: Date | null;
  readonly disabled_reason: string | null;
  readonly rotated_at: Date | null;
  readonly created_at: Date;
}

function toView(row: SubscriptionRow): SubscriptionView {
  return {
    id: row.id,
    url: row.url,
    projectIds: row.project_ids,
    state: row.disabled_at !== null ? 'disabled' : row.failures > 0 ? 'failing' : 'active',
    position: row.position,
    failures: row.failures,
    failingSince: time(row.failing_since),
    nextAttemptAt: time(row.next_attempt_at),
    lastSuccessAt: time(row.last_success_at),
    lastError: row.last_error,
    disabledAt: time(row.disabled_at),
    disabledReason: row.disabled_reason,
    rotatedAt: time(row.rotated_at),
    createdAt: row.created_at.toISOString(),
  };
}
