// How far the first pull of a repo has come (rule P2): what people see while it runs.
import { SECOND_MS } from './clock.js';

export interface ImportProgress {
  readonly status: 'running' | 'paused' | 'done' | 'failed';
  readonly stage: 'issues' | 'comments';
  /** Issues, pull requests and comments so far. */
  readonly seen: number;
  /** As GitHub's lists told at the beginning; null = not asked yet. */
  readonly total: number | null;
  readonly ratePerSecond: number | null;
  /** ISO 8601 times. */
  readonly etaAt: string | null;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
  /** What went wrong last, where something did. */
  readonly error: string | null;
  /** ms that it really ran: pauses and stops do not slow the rate. */
  readonly ranMs: number;
}

export function beginImport(now: number): ImportProgress {
  const at = new Date(now).toISOString();
  return {
    status: 'running',
    stage: 'issues',
    seen: 0,
    total: null,
    ratePerSecond: null,
    etaAt: null,
    startedAt: at,
    updatedAt: at,
    finishedAt: null,
    error: null,
    ranMs: 0,
  };
}

/** @param tookMs since the page before this one, or since the run began */
export function importedPage(
  progress: ImportProgress,
  page: { readonly rows: number; readonly stage: ImportProgress['stage']; readonly tookMs: number },
  now: number,
): ImportProgress {
  const seen = progress.seen + page.rows;
  const ranMs = progress.ranMs + Math.max(0, page.tookMs);
  const rate = ranMs === 0 ? null : (seen * SECOND_MS) / ranMs;
  // More may have been written since the total was told.
  const total = progress.total === null ? null : Math.max(progress.total, seen);
  const left = total === null || rate === null ? null : ((total - seen) / rate) * SECOND_MS;
  return {
    ...progress,
    stage: page.stage,
    seen,
    total,
    ranMs,
    ratePerSecond: rate === null ? null : Math.round(rate * 10) / 10,
    etaAt: left === null ? null : new Date(now + left).toISOString(),
    updatedAt: new Date(now).toISOString(),
    error: null,
  };
}

export function finishImport(progress: ImportProgress, now: number): ImportProgress {
  const at = new Date(now).toISOString();
  return { ...progress, status: 'done', total: progress.seen, etaAt: null, updatedAt: at, finishedAt: at };
}
