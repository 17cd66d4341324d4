// The rules by which the calls of one installation share its budget (rules G1, G2). GitHub's word is the truth: what it
// says is left, and until when it wants silence. Beside it stand our own promises: writes one at a time, spaced, and
// never more in a minute or an hour than GitHub's secondary limits allow. The store says the same in SQL, in one
// statement, because several processes ask at once; a test holds the two together.
import { HOUR_MS, MINUTE_MS } from '../clock.js';
import type { Source } from '../operations/operation.js';

/** Which calls may wait for which: a person waits, an event is told, or nobody waits. Most urgent first. */
export const CALL_CLASSES = ['interactive', 'event', 'background'] as const;
export type CallClass = (typeof CALL_CLASSES)[number];

/** Whose waiting an operation's calls count for: what nobody waits for gives way. */
export function callClassOf(source: Source): CallClass {
  switch (source) {
    case 'client':
    case 'manual':
      return 'interactive';
    case 'webhook':
      return 'event';
    case 'pull':
    case 'scheduler':
    case 'import':
      return 'background';
  }
}

/** GitHub counts its REST calls and its GraphQL points apart. */
export type Resource = 'core' | 'graphql';

/** The part of GitHub's budget that each class leaves to the more urgent ones. */
export const FLOORS: Readonly<Record<CallClass, number>> = { interactive: 0, event: 0.1, background: 0.2 };

/**
 * How long after the end of a silence each class comes back. Without it a thousand background calls would stand in
 * front of the person who has waited longest.
 */
export const COMES_BACK_AFTER_MS: Readonly<Record<CallClass, number>> = {
  interactive: 0,
  event: 500,
  background: 1_000,
};

/** A write whose end was never told (a killed worker) is taken for ended after this: longer than any request lasts. */
export const WRITE_ENDS_WITHIN_MS = 20_000;

/** How long a write takes, before anything is known. */
export const FIRST_GUESS_MS = 300;

export interface WriteRules {
  /** GITHUB_WRITES_PER_MINUTE, GITHUB_WRITES_PER_HOUR. */
  readonly perMinute: number;
  readonly perHour: number;
  /** GITHUB_WRITE_INTERVAL_MS: from the end of one write to the start of the next. */
  readonly intervalMs: number;
  /** How long a write takes, as far as is known: only for telling the waiting ones when to come. */
  readonly typicalMs: number;
}

export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  /** When GitHub fills it up again, ms by our clock. */
  readonly until: number;
}

export interface BudgetState {
  /** GitHub wants no call before this moment. */
  readonly silentUntil: number | null;
  /** What is left of the resource that the call is charged to; null = GitHub has not told. */
  readonly quota: Quota | null;
  /** No write starts before: the end of the last one plus the interval; of one under way, its latest end. */
  readonly nextWriteAt: number | null;
  /** When the writes of the last hour ended, oldest first; one under way stands there with its latest end. */
  readonly writeEnds: readonly number[];
  /** The last turn that was given to a waiting write of each class. */
  readonly turns: Readonly<Partial<Record<CallClass, number>>>;
}

export type WaitsFor = 'silence' | 'quota' | 'writes_per_minute' | 'writes_per_hour' | 'turn';

interface Wait {
  readonly until: number;
  readonly waitsFor: WaitsFor;
}

export type Admission = { readonly ok: true } | ({ readonly ok: false } & Wait);

/** Whether GitHub's own word leaves room for a call of this class. */
export function admitCall(state: BudgetState, call: CallClass, now: number): Admission {
  return admitAfter(githubsWaits(state, call, now));
}

/** Whether a write may start now. Refused, it is told a turn of its own, so that not all return for one slot. */
export function admitWrite(state: BudgetState, call: CallClass, rules: WriteRules, now: number): Admission {
  const { turns, writeEnds, nextWriteAt } = state;
  const spacing = rules.intervalMs + rules.typicalMs;
  const minute = endOfWindow(writeEnds, rules.perMinute, MINUTE_MS);
  const hour = endOfWindow(writeEnds, rules.perHour, HOUR_MS);
  const underWay = nextWriteAt !== null && nextWriteAt > now && writeEnds.at(-1) === nextWriteAt;
  // At least a moment later: a place that is free "now" would be given away while somebody still writes.
  const slot = underWay ? now + Math.max(1, spacing) : (nextWriteAt ?? 0);
  const urgent = Math.max(0, ...moreUrgent(call).map((other) => turns[other] ?? 0));

  const ours: Wait[] = [
    { until: hour, waitsFor: 'writes_per_hour' },
    { until: minute, waitsFor: 'writes_per_minute' },
    { until: slot, waitsFor: 'turn' },
    { until: urgent > now ? urgent + spacing : 0, waitsFor: 'turn' },
  ];
  const admission = admitAfter([
    ...githubsWaits(state, call, now),
    ...ours.filter(({ until }) => until > now),
  ]);
  return admission.ok
    ? admission
    : { ...admission, until: Math.max(admission.until, (turns[call] ?? 0) + spacing) };
}

function githubsWaits({ silentUntil, quota }: BudgetState, call: CallClass, now: number): Wait[] {
  const isEmpty = quota !== null && quota.remaining <= quota.limit * FLOORS[call];
  const ends = [
    { at: silentUntil, waitsFor: 'silence' },
    { at: isEmpty ? quota.until : null, waitsFor: 'quota' },
  ] as const;
  return ends.flatMap(({ at, waitsFor }) =>
    at !== null && at > now ? [{ until: at + COMES_BACK_AFTER_MS[call], waitsFor }] : [],
  );
}

/** The longest counts; of two that end together the one that stands first. */
function admitAfter(waits: readonly Wait[]): Admission {
  const [longest] = [...waits].sort((a, b) => b.until - a.until);
  return longest === undefined ? { ok: true } : { ok: false, ...longest };
}

/** The sentence for people. */
export function whyNot(waitsFor: WaitsFor, until: number): string {
  const at = new Date(until).toISOString();
  switch (waitsFor) {
    case 'silence':
      return `GitHub asked for silence; the next call is at ${at}.`;
    case 'quota':
      return `What is left of the budget is kept for more urgent calls; the next is at ${at}.`;
    case 'writes_per_minute':
    case 'writes_per_hour':
      return `As much was written as GitHub takes in ${waitsFor === 'writes_per_hour' ? 'an hour' : 'a minute'}; the next is due at ${at}.`;
    case 'turn':
      return `Writes go one at a time; the next is due at ${at}.`;
  }
}

/** When the last of these writes will have ended, if nothing else comes between. */
export function clearAt(state: BudgetState, writes: number, rules: WriteRules, now: number): number {
  const ends = [...state.writeEnds];
  let free = Math.max(now, state.silentUntil ?? 0, state.nextWriteAt ?? 0);
  const { quota } = state;
  if (quota !== null && quota.remaining <= 0) free = Math.max(free, quota.until);
  for (let write = 0; write < writes; write += 1) {
    const start = Math.max(
      free,
      endOfWindow(ends, rules.perMinute, MINUTE_MS),
      endOfWindow(ends, rules.perHour, HOUR_MS),
    );
    ends.push(start + rules.typicalMs);
    free = start + rules.typicalMs + rules.intervalMs;
  }
  return writes === 0 ? now : (ends.at(-1) ?? now);
}

export function moreUrgent(call: CallClass): CallClass[] {
  return CALL_CLASSES.slice(0, CALL_CLASSES.indexOf(call));
}

/** When the oldest of the last `most` writes falls out of the window: counted from ends, it is right at GitHub too. */
function endOfWindow(ends: readonly number[], most: number, windowMs: number): number {
  const oldest = ends[ends.length - most];
  return oldest === undefined ? 0 : oldest + windowMs;
}
