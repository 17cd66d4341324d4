// When a resource is re-synced (DESIGN section 8): the longer nothing happened, the longer the wait, between two bounds.
import { HOUR_MS, MINUTE_MS } from '../clock.js';

export interface SyncBounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Two minutes is as often as a quiet resource may cost a request; eight hours is as stale as one may get. */
export const DEFAULT_SYNC_BOUNDS: SyncBounds = { minMs: 2 * MINUTE_MS, maxMs: 8 * HOUR_MS };

export interface SyncHistory {
  /** ms since the epoch; null = never synced, which is due now. */
  readonly lastSyncedAt: number | null;
  /** GitHub's time of the last change that we know. */
  readonly remoteUpdatedAt: number | null;
  /** When the last event (webhook, client write) touched it. */
  readonly latestEventAt: number | null;
}

/** ms since the epoch; null means now: it was never synced. */
export function nextSyncAt(history: SyncHistory, bounds: SyncBounds = DEFAULT_SYNC_BOUNDS): number | null {
  const { lastSyncedAt } = history;
  if (lastSyncedAt === null) return null;
  const changedAt = Math.max(history.remoteUpdatedAt ?? 0, history.latestEventAt ?? 0);
  const quietFor = lastSyncedAt - changedAt;
  return lastSyncedAt + Math.min(Math.max(quietFor, bounds.minMs), bounds.maxMs);
}

/**
 * When a resource whose sync failed is due again (rule S1): its failures back off inside the same bounds, and never
 * before the moment that GitHub named. The time of the last sync is not touched by a failure.
 * @param failures how many syncs in a row have failed, from 1
 */
export function nextSyncAfterFailure(
  { lastAttemptAt, failures, notBefore }: FailedSync,
  bounds: SyncBounds = DEFAULT_SYNC_BOUNDS,
): number {
  const wait = Math.min(bounds.minMs * 2 ** Math.max(0, failures - 1), bounds.maxMs);
  return Math.max(lastAttemptAt + wait, notBefore ?? 0);
}

export interface FailedSync {
  readonly lastAttemptAt: number;
  readonly failures: number;
  /** The moment that GitHub named; null = none. */
  readonly notBefore: number | null;
}
