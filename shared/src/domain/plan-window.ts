// When the repos that are due in the next window are asked (rules S3, S6): in the order in which they are due, what a
// person asked for first; and after a long stop not all at once.
import { SECOND_MS } from './clock.js';

export interface DueRepo {
  readonly repoId: string;
  /** The earliest moment at which something of the repo is due, ms. */
  readonly dueAt: number;
  /** A person asked for something of it. */
  readonly requested: boolean;
}

export interface Firing {
  readonly repoId: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** Overdue repos start this far apart: a few requests a second are background, a thousand at once are an attack. */
export const SPREAD_STEP_MS = SECOND_MS / 4;

/**
 * @param windowMs until the next plan replaces this one
 * What does not fit into the window is left to the next: it stays due, and first in line.
 */
export function planWindow(due: readonly DueRepo[], now: number, windowMs: number): Firing[] {
  const requested = due.filter((repo) => repo.requested).map(({ repoId }) => ({ repoId, at: now }));
  const rest = due.filter((repo) => !repo.requested).sort((a, b) => a.dueAt - b.dueAt || order(a, b));
  const overdue = rest.filter(({ dueAt }) => dueAt <= now);
  const later = rest.filter(({ dueAt }) => dueAt > now);
  const spread = overdue.map(({ repoId }, index) => ({ repoId, at: now + index * SPREAD_STEP_MS }));
  return [...requested, ...spread, ...later.map(({ repoId, dueAt }) => ({ repoId, at: dueAt }))]
    .filter(({ at }) => at < now + windowMs)
    .sort((a, b) => a.at - b.at);
}

function order(a: DueRepo, b: DueRepo): number {
  return a.repoId < b.repoId ? -1 : 1;
}
