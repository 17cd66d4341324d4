// Samples of drift: random resources that were held against GitHub, what differed, and how many did. Kept for two weeks,
// so that the ratio is of now and not of last year.
import { v7 as uuid } from 'uuid';
import type { Field } from '../../domain/resource/content.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import type { ResourceRef } from '../../ports/loaded-resource.js';
import { iso } from '../resources/content-columns.js';
import { IS_OPEN } from '../directory/open-repos.js';
import { Prisma, type Queryable } from '../prisma.js';
import { TABLES } from '../resources/resource-tables.js';

export interface DriftView {
  readonly since: string;
  readonly sampled: number;
  readonly drifted: number;
  /** Drifted of sampled, 0 to 1; null = nothing was sampled. */
  readonly ratio: number | null;
  /** The latest that had drifted. */
  readonly resources: readonly DriftedView[];
}

export interface DriftedView {
  readonly kind: ResourceKind;
  readonly id: string;
  /** Of a comment: its task. */
  readonly taskId: string;
  /** Of the task, or of the comment's task. */
  readonly title: string | null;
  readonly fields: readonly string[];
  readonly at: string;
  /** Whether it was synced since. */
  readonly repaired: boolean;
}

const KEPT = Prisma.sql`interval '14 days'`;
const SHOWN = 50;
/** A table is sampled by its pages; so many rows are drawn on average, of which one is taken. */
const ROWS_DRAWN = 200;

/** A random synced resource of an open repo; null where the draw was empty. The cost does not grow with the table. */
export async function drawResource(db: Queryable, kind: ResourceKind): Promise<ResourceRef | null> {
  const { record } = TABLES[kind];
  const [size] = await db.$queryRaw<{ rows: number }[]>`
    SELECT greatest(reltuples, 0)::float8 AS rows FROM pg_class WHERE oid = ${kind === 'task' ? 'tasks' : 'comments'}::regclass`;
  const percent = Math.min(100, (ROWS_DRAWN / Math.max(1, size?.rows ?? 0)) * 100);
  const [drawn] = await db.$queryRaw<{ id: string }[]>`
    SELECT t.id::text FROM ${record} t TABLESAMPLE SYSTEM (${percent}::float4)
    JOIN github_repos r ON r.id = t.repo_id JOIN github_app_installations n ON n.id = r.installation_id
    WHERE ${IS_OPEN} AND t.deleted_at IS NULL AND t.last_synced_at IS NOT NULL
    ORDER BY random() LIMIT 1`;
  return drawn === undefined ? null : { kind, id: drawn.id };
}

/** Writes a sample down; what drifted is to be synced at once (rule S4). */
export async function saveSample(
  db: Queryable,
  { kind, id }: ResourceRef,
  fields: readonly Field[],
  now: number,
): Promise<void> {
  const at = Prisma.sql`${iso(now)}::timestamptz`;
  await db.$executeRaw`
    INSERT INTO drift_samples (id, at, kind, record_id, fields)
    VALUES (${uuid()}::uuid, ${at}, ${kind}::resource_kind, ${id}::uuid, ${[...fields]}::text[])`;
  if (fields.length > 0) {
    await db.$executeRaw`
      UPDATE ${TABLES[kind].record} SET sync_requested_at = coalesce(sync_requested_at, ${at}) WHERE id = ${id}::uuid`;
  }
  await db.$executeRaw`DELETE FROM drift_samples WHERE at < ${at} - ${KEPT}`;
}

export async function readDrift(db: Queryable, since: Date): Promise<DriftView> {
  const [counts] = await db.$queryRaw<{ sampled: number; drifted: number }[]>`
    SELECT count(*)::int AS sampled, (count(*) FILTER (WHERE fields <> '{}'))::int AS drifted
    FROM drift_samples WHERE at >= ${since}`;
  const { sampled, drifted } = counts ?? { sampled: 0, drifted: 0 };
  const rows = await db.$queryRaw<(Omit<DriftedView, 'at'> & { at: Date })[]>`
    SELECT d.kind::text, d.record_id::text AS id, coalesce(t.id, owner.id)::text AS "taskId", coalesce(t.title, owner.title) AS title, d.fields, d.at,
      coalesce(coalesce(t.last_synced_at, c.last_synced_at) > d.at, false) AS repaired
    FROM drift_samples d
    LEFT JOIN tasks t ON d.kind = 'task' AND t.id = d.record_id
    LEFT JOIN comments c ON d.kind = 'comment' AND c.id = d.record_id LEFT JOIN tasks owner ON owner.id = c.task_id
    WHERE d.at >= ${since} AND d.fields <> '{}' AND coalesce(t.id, c.id) IS NOT NULL
    ORDER BY d.at DESC LIMIT ${SHOWN}`;
  return {
    since: since.toISOString(),
    sampled,
    drifted,
    ratio: sampled === 0 ? null : drifted / sampled,
    resources: rows.map((row) => ({ ...row, repaired: row.repaired, at: row.at.toISOString() })),
  };
}
