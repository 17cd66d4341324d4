// How far the first pull of a repo has come (rule P2): what people see while it runs.
import { SECOND_MS } from '../clock.js';

export interface ImportProgress {
  readonly status: 'running' | 'paused' | 'done' | 'failed';
  readonly stage: 'issues' | 'comments';
  /** Issues, pull requests and comments so far. */
  readonly seen: number;
  /** As GitHub's lists told at the beginning; null = not asked yet. */
  readonly total: number | null;
  /** What it took of the budget of GitHub's API so far. What was asked and lost by a killed worker is not in it. */
  readonly requests: number;
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
    requests: 0,
    ratePerSecond: null,
    etaAt: null,
    startedAt: at,
    updatedAt: at,
    finishedAt: null,
    error: null,
    ranMs: 0,
  };
}

export interface ImportedPage {
  readonly rows: number;
  readonly stage: ImportProgress['stage'];
  /** The total, where it was asked for with this page, and by how many requests. Null = GitHub could not be asked. */
  readonly counted: { readonly total: number | null; readonly requests: number } | null;
  /** Since the page before this one, or since the run began. */
  readonly tookMs: number;
}

export function importedPage(progress: ImportProgress, page: ImportedPage, now: number): ImportProgress {
  const seen = progress.seen + page.rows;
  const ranMs = progress.ranMs + Math.max(0, page.tookMs);
  const rate = ranMs === 0 ? null : (seen * SECOND_MS) / ranMs;
  // More may have been written since the total was told.
  const told = progress.total ?? page.counted?.total ?? null;
  const total = told === null ? null : Math.max(told, seen);
  const left = total === null || rate === null ? null : ((total - seen) / rate) * SECOND_MS;
  return {
    ...progress,
    stage: page.stage,
    seen,
    total,
    // Imports that began before this was counted have none.
    requests: ((progress.requests as number | undefined) ?? 0) + 1 + (page.counted?.requests ?? 0),
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
