// The budget of an installation, kept in its row and so shared by all processes (rules G1, G2). GitHub's headers are the
// truth; beside them stand the moment until which GitHub wants silence, and the next slot for a write.
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Failure } from '../domain/failures.js';
import type { CallClass, Clock } from '../ports.js';
import { iso } from './content-columns.js';
import { type Queryable } from './prisma.js';

export interface InstallationBudgetOptions {
  readonly clock: Clock;
  /** GITHUB_WRITE_INTERVAL_MS: between the starts of two writes of one installation. */
  readonly writeIntervalMs: number;
  /** For tests. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

type Leave =
  | { readonly ok: true; readonly strikes: number }
  | { readonly ok: false; readonly until: number; readonly reason: string };

export interface InstallationBudget {
  before(installationRowId: string, call: CallClass, write: boolean): Promise<Leave>;
  after(
    installationRowId: string,
    headers: Readonly<Record<string, string | undefined>>,
    failure: Failure | null,
  ): Promise<void>;
}

/** A write that must wait longer gives its worker slot back instead: others have work that needs no write. */
const LONGEST_SLOT_WAIT_MS = 2_000;
/** The part of the budget that each class leaves to the classes before it. */
const FLOORS: Readonly<Record<CallClass, number>> = { interactive: 0, event: 0.1, background: 0.2 };

interface BudgetRow {
  readonly strikes: number;
  readonly blocked_until: number | null;
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly reset: number | null;
}

export function createInstallationBudget(
  db: Queryable,
  { clock, writeIntervalMs, sleep = sleepFor }: InstallationBudgetOptions,
): InstallationBudget {
  return {
    async before(id, call, write) {
      const now = clock.now();
      const row = await readBudget(db, id);
      if (row === null) return { ok: true, strikes: 0 };
      const refused = refusal(row, call, now);
      if (refused !== null) return refused;
      if (!write) return { ok: true, strikes: row.strikes };
      // The windows of GITHUB_WRITES_PER_MINUTE and _PER_HOUR belong here: they refuse, the slot below spaces.
      const slot = await reserveSlot(db, id, now, writeIntervalMs);
      if (slot === null) {
        const until = await queueForSlot(db, id, now, writeIntervalMs);
        return {
          ok: false,
          until,
          reason: `Writes go one at a time; the next is due at ${iso(until) ?? ''}.`,
        };
      }
      if (slot > now) await sleep(slot - now);
      return { ok: true, strikes: row.strikes };
    },

    async after(id, headers, failure) {
      const now = clock.now();
      await keepHeaders(db, id, headers);
      if (failure === null) await clearStrikes(db, id, now);
      if (failure?.kind === 'limited') await block(db, id, failure, now);
    },
  };
}

/** Pure: whether GitHub's last word leaves room for a call of this class. */
export function refusal(
  { blocked_until, limit, remaining, reset }: Omit<BudgetRow, 'strikes'>,
  call: CallClass,
  now: number,
): Extract<Leave, { ok: false }> | null {
  if (blocked_until !== null && blocked_until > now) {
    return {
      ok: false,
      until: blocked_until,
      reason: `GitHub asked for silence until ${iso(blocked_until) ?? ''}.`,
    };
  }
  if (limit === null || remaining === null || reset === null) return null;
  const until = reset * 1_000;
  if (until <= now || remaining > limit * FLOORS[call]) return null;
  const left = `${remaining} of ${limit} requests are left until ${iso(until) ?? ''}`;
  return { ok: false, until, reason: `${left}; they are kept for what is more urgent than ${call} work.` };
}

async function readBudget(db: Queryable, id: string): Promise<BudgetRow | null> {
  const [row] = await db.$queryRaw<BudgetRow[]>`
    SELECT strikes, (extract(epoch FROM blocked_until) * 1000)::float8 AS blocked_until,
      (budget #>> '{core,limit}')::float8 AS "limit", (budget #>> '{core,remaining}')::float8 AS remaining,
      (budget #>> '{core,reset}')::float8 AS reset
    FROM github_app_installations WHERE id = ${id}::uuid`;
  return row ?? null;
}

/** The start of the reserved slot, ms; null if it would lie too far ahead, and then nothing is reserved. */
async function reserveSlot(db: Queryable, id: string, now: number, interval: number): Promise<number | null> {
  const at = iso(now);
  const [row] = await db.$queryRaw<{ next: number }[]>`
    UPDATE github_app_installations
    SET next_write_at = greatest(${at}::timestamptz, next_write_at) + ${interval}::float8 * interval '1 millisecond'
    WHERE id = ${id}::uuid
      AND (next_write_at IS NULL OR next_write_at <= ${iso(now + LONGEST_SLOT_WAIT_MS)}::timestamptz)
    RETURNING (extract(epoch FROM next_write_at) * 1000)::float8 AS next`;
  return row === undefined ? null : Math.round(row.next) - interval;
}

/**
 * When a write that found no slot is to come back, ms. Everyone is told another moment, one interval apart: told the same
 * one, a thousand waiting writes would all return for each slot.
 */
async function queueForSlot(db: Queryable, id: string, now: number, interval: number): Promise<number> {
  const [row] = await db.$queryRaw<{ turn: number }[]>`
    UPDATE github_app_installations
    SET budget = jsonb_set(budget, '{writeQueueEnd}', to_jsonb(round(greatest(
      ${now}::float8, (extract(epoch FROM next_write_at) * 1000)::float8,
      (budget ->> 'writeQueueEnd')::float8 + ${interval}))))
    WHERE id = ${id}::uuid
    RETURNING (budget ->> 'writeQueueEnd')::float8 AS turn`;
  return row?.turn ?? now + interval;
}

/** Keeps the headers where they say something new: a later window, or less left in the same one. */
async function keepHeaders(
  db: Queryable,
  id: string,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  );
  if (![limit, remaining, reset].every(Number.isFinite)) return;
  // REST ("core") and GraphQL are two budgets; GitHub names the one that it charged.
  const resource = headers['x-ratelimit-resource'] ?? 'core';
  await db.$executeRaw`
    UPDATE github_app_installations
    SET budget = jsonb_set(budget, ARRAY[${resource}::text], ${JSON.stringify({ limit, remaining, reset })}::jsonb)
    WHERE id = ${id}::uuid AND (
      budget #>> ARRAY[${resource}::text, 'reset'] IS NULL
      OR (budget #>> ARRAY[${resource}::text, 'reset'])::float8 < ${reset}::float8
      OR ((budget #>> ARRAY[${resource}::text, 'reset'])::float8 = ${reset}::float8
        AND (budget #>> ARRAY[${resource}::text, 'remaining'])::float8 > ${remaining}::float8))`;
}

/** One strike per silence: ten calls in flight that are refused together are one offence, not ten. */
async function block(
  db: Queryable,
  id: string,
  { until, named }: Extract<Failure, { kind: 'limited' }>,
  now: number,
): Promise<void> {
  await db.$executeRaw`
    UPDATE github_app_installations
    SET strikes = CASE WHEN ${named}::boolean OR blocked_until > ${iso(now)}::timestamptz THEN strikes ELSE strikes + 1 END,
      blocked_until = greatest(blocked_until, ${iso(until)}::timestamptz)
    WHERE id = ${id}::uuid`;
}

/** Not while a silence lasts: the success of a call that was sent before it proves nothing. */
async function clearStrikes(db: Queryable, id: string, now: number): Promise<void> {
  await db.$executeRaw`
    UPDATE github_app_installations SET strikes = 0
    WHERE id = ${id}::uuid AND strikes > 0 AND (blocked_until IS NULL OR blocked_until <= ${iso(now)}::timestamptz)`;
}
