// The budget in the installation's row: the rules of domain/github/budget said in SQL, one statement per question and one per
// answer, because several processes ask at once and only a row can be read and changed in one go. Installations are
// named by GitHub's id: whoever calls knows it, also before our row of it is known to them.
import {
  COMES_BACK_AFTER_MS,
  FLOORS,
  moreUrgent,
  WRITE_ENDS_WITHIN_MS,
  type BudgetState,
  type Resource,
  type WaitsFor,
  type WriteRules,
} from '../../domain/github/budget.js';
import { HOUR_MS, MINUTE_MS } from '../../domain/clock.js';
import type { Request, Told } from '../../ports/budget.js';
import { newsOf } from './budget-news.js';
import { iso } from '../resources/content-columns.js';
import { Prisma, type Queryable } from '../prisma.js';

export interface BudgetRow {
  readonly strikes: number;
  readonly state: BudgetState;
}

export type WriteAnswer =
  | { readonly ok: true; readonly strikes: number; readonly write: number | null }
  | { readonly ok: false; readonly until: number; readonly waitsFor: WaitsFor };

const ms = (column: string): Prisma.Sql => Prisma.raw(`(extract(epoch FROM ${column}) * 1000)::float8`);

/** Null where the installation is not known yet. */
export async function readBudgetRow(
  db: Queryable,
  installation: string,
  resource: Resource,
): Promise<BudgetRow | null> {
  const [row] = await db.$queryRaw<(BudgetState & { strikes: number })[]>`
    SELECT strikes, ${ms('blocked_until')} AS "silentUntil", budget -> ${resource} AS quota,
      ${ms('next_write_at')} AS "nextWriteAt", coalesce(write_ends, '{}')::float8[] AS "writeEnds", write_turns AS turns
    FROM github_app_installations WHERE external_id = ${BigInt(installation)}`;
  if (row === undefined) return null;
  const { strikes, ...state } = row;
  return { strikes, state };
}

/**
 * Asks for the place to write, as admitWrite of the domain does. The row is locked first: a second asker sees what the
 * first one took. `grant` = take it if it is free; `book` = where it is not, keep a turn for the asker.
 */
export async function askToWrite(
  db: Queryable,
  installation: string,
  { call, resource }: Request,
  { perMinute, perHour, intervalMs, typicalMs }: WriteRules,
  now: number,
  may: { readonly grant: boolean; readonly book: boolean },
): Promise<WriteAnswer> {
  const spacing = intervalMs + typicalMs;
  const lease = now + WRITE_ENDS_WITHIN_MS;
  const [row] = await db.$queryRaw<
    { strikes: number; granted: boolean; until: number; waits_for: WaitsFor }[]
  >`
    WITH held AS (
      SELECT id, strikes, write_turns, coalesce(write_ends, '{}') AS ends, cardinality(coalesce(write_ends, '{}')) AS n,
        ${ms('blocked_until')} AS silent, ${ms('next_write_at')} AS next_write,
        (budget #>> ARRAY[${resource}, 'until'])::float8 AS filled_up,
        (budget #>> ARRAY[${resource}, 'remaining'])::float8
          <= (budget #>> ARRAY[${resource}, 'limit'])::float8 * ${FLOORS[call]}::float8 AS is_empty
      FROM github_app_installations WHERE external_id = ${BigInt(installation)} FOR UPDATE
    ), waits AS (
      SELECT w.until, w.waits_for, w.rank FROM held h, LATERAL (VALUES
        (1, CASE WHEN h.silent > ${now} THEN h.silent + ${COMES_BACK_AFTER_MS[call]}::float8 END, 'silence'),
        (2, CASE WHEN h.is_empty AND h.filled_up > ${now} THEN h.filled_up + ${COMES_BACK_AFTER_MS[call]}::float8 END, 'quota'),
        (3, h.ends[h.n - ${perHour}::int + 1]::float8 + ${HOUR_MS}::float8, 'writes_per_hour'),
        (4, h.ends[h.n - ${perMinute}::int + 1]::float8 + ${MINUTE_MS}::float8, 'writes_per_minute'),
        (5, CASE WHEN h.next_write > ${now} AND h.ends[h.n] = h.next_write THEN ${now}::float8 + ${Math.max(1, spacing)}::float8 ELSE h.next_write END, 'turn'),
        (6, (SELECT max(t.turn) + ${spacing}::float8 FROM (
              SELECT value::float8 AS turn FROM jsonb_each_text(h.write_turns) WHERE key = ANY(${moreUrgent(call)}::text[])) t
            WHERE t.turn > ${now}), 'turn')
      ) AS w(rank, until, waits_for) WHERE w.until > ${now}
    ), decided AS (
      SELECT h.*, (SELECT count(*) = 0 FROM waits) AND ${may.grant}::boolean AS granted,
        greatest((SELECT max(until) FROM waits), (h.write_turns ->> ${call})::float8 + ${spacing}::float8, ${now}::float8 + 1) AS until,
        coalesce((SELECT waits_for FROM waits ORDER BY until DESC, rank LIMIT 1), 'turn') AS waits_for
      FROM held h
    ), changed AS (
      UPDATE github_app_installations i SET
        next_write_at = CASE WHEN d.granted THEN ${iso(lease)}::timestamptz ELSE i.next_write_at END,
        write_ends = CASE WHEN d.granted
          THEN ARRAY(SELECT e FROM unnest(d.ends) AS e WHERE e > ${now - HOUR_MS}::bigint) || ${lease}::bigint ELSE i.write_ends END,
        write_turns = CASE WHEN d.granted THEN i.write_turns
          ELSE jsonb_set(i.write_turns, ARRAY[${call}], to_jsonb(round(d.until))) END
      FROM decided d WHERE i.id = d.id AND (d.granted OR ${may.book}::boolean)
    )
    SELECT strikes, granted, until, waits_for FROM decided`;
  if (row === undefined) return { ok: true, strikes: 0, write: null };
  return row.granted
    ? { ok: true, strikes: row.strikes, write: lease }
    : { ok: false, until: Math.round(row.until), waitsFor: row.waits_for };
}

/** What an answer told, and that a write has ended. Nothing is written where nothing is new. */
export async function keepAnswer(
  db: Queryable,
  installation: string,
  told: Told,
  intervalMs: number,
  now: number,
): Promise<void> {
  const { quota, refused, silence, cleared } = newsOf(told, now);
  const { resource, write } = told;
  const at = Prisma.sql`${iso(now)}::timestamptz`;
  const news = Prisma.sql`${quota === null ? null : JSON.stringify(quota)}::jsonb`;
  const known = Prisma.sql`(i.budget -> ${resource})`;
  const isNews = Prisma.sql`(${news} IS NOT NULL AND (${refused}::boolean OR ${known} IS NULL
    OR (${news} ->> 'reset')::float8 > (${known} ->> 'reset')::float8
    OR (${news} ->> 'reset' = ${known} ->> 'reset'
      AND (${news} ->> 'remaining')::float8 < (${known} ->> 'remaining')::float8)))`;
  const isQuiet = Prisma.sql`(i.blocked_until > ${at}) IS TRUE`;
  const silent = Prisma.sql`${silence === null ? null : iso(silence.until)}::timestamptz`;
  await db.$executeRaw`
    UPDATE github_app_installations i SET
      budget = CASE WHEN ${isNews} THEN jsonb_set(i.budget, ARRAY[${resource}], ${news}) ELSE i.budget END,
      -- One strike per silence: ten calls in flight that are refused together are one offence, not ten. And a success
      -- while a silence lasts proves nothing: it was sent before.
      strikes = CASE WHEN ${isQuiet} THEN i.strikes WHEN ${silence?.strike ?? false}::boolean THEN i.strikes + 1
        WHEN ${cleared}::boolean THEN 0 ELSE i.strikes END,
      blocked_until = greatest(i.blocked_until, ${silent}),
      write_ends = array_replace(i.write_ends, ${write}::bigint, ${now}::bigint),
      next_write_at = CASE WHEN i.next_write_at = ${write === null ? null : iso(write)}::timestamptz
        THEN ${iso(now + intervalMs)}::timestamptz ELSE i.next_write_at END
    WHERE i.external_id = ${BigInt(installation)} AND (${isNews} OR ${silent} IS NOT NULL
      OR ${write}::bigint IS NOT NULL OR (${cleared}::boolean AND i.strikes > 0 AND NOT ${isQuiet}))`;
}
