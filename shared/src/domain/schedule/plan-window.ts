// When the repos that are due in the next window are asked (rules S3, S6): in the order in which they are due, what a
// person asked for first; and after a long stop not all at once.
import { SECOND_MS } from '../clock.js';

export interface DueRepo {
  readonly repoId: string;
  /** The earliest moment at which something of the repo is due, ms. */
  readonly dueAt: number;
  /** A person asked for something of it. */
  readonly requested: boolean;
  /** The installation whose repos can be asked about in one question, this one among them; null = only by itself. */
  readonly sharesWith: string | null;
}

export interface RepoFiring {
  readonly repoId: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** A repo is asked, or the repos of an installation that share a question. */
export type Firing = RepoFiring | { readonly installationId: string; readonly at: number };

/** Overdue repos start this far apart: a few requests a second are background, a thousand at once are an attack. */
export const SPREAD_STEP_MS = SECOND_MS / 4;

/**
 * @param windowMs until the next plan replaces this one
 * What does not fit into the window is left to the next: it stays due, and first in line.
 */
export function planWindow(due: readonly DueRepo[], now: number, windowMs: number): Firing[] {
  const requested = due.filter((repo) => repo.requested).map(({ repoId }) => ({ repoId, at: now }));
  const rest = shareQuestions(due.filter((repo) => !repo.requested).sort(byTime));
  return inTime([...requested, ...spread(rest, now)], now + windowMs);
}

/** The same where a question was shared already: what is still due takes a turn of its own. */
export function planAlone(due: readonly DueRepo[], now: number, windowMs: number): RepoFiring[] {
  const firings = [...due].sort(byTime).map(({ repoId, dueAt }) => ({ repoId, at: dueAt }));
  return inTime(spread(firings, now), now + windowMs);
}

function spread<T extends { readonly at: number }>(firings: readonly T[], now: number): T[] {
  const overdue = firings.filter(({ at }) => at <= now);
  const later = firings.filter(({ at }) => at > now);
  return [...overdue.map((firing, index) => ({ ...firing, at: now + index * SPREAD_STEP_MS })), ...later];
}

function inTime<T extends { readonly at: number }>(firings: readonly T[], end: number): T[] {
  return firings.filter(({ at }) => at < end).sort((a, b) => a.at - b.at);
}

/** Where two or more repos share a question, it is asked when the first of them is due. @param due in that order */
function shareQuestions(due: readonly DueRepo[]): Firing[] {
  const sharing = new Map<string, number>();
  for (const { sharesWith } of due) {
    if (sharesWith !== null) sharing.set(sharesWith, (sharing.get(sharesWith) ?? 0) + 1);
  }
  const asked = new Set<string>();
  return due.flatMap(({ repoId, sharesWith, dueAt }): Firing[] => {
    if (sharesWith === null || (sharing.get(sharesWith) ?? 0) < 2) return [{ repoId, at: dueAt }];
    if (asked.has(sharesWith)) return [];
    asked.add(sharesWith);
    return [{ installationId: sharesWith, at: dueAt }];
  });
}

function byTime(a: DueRepo, b: DueRepo): number {
  return a.dueAt - b.dueAt || a.repoId.localeCompare(b.repoId);
}
