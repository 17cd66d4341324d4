// How a list of GitHub's is read to its end without skipping or doubling (rule P1). In the order of updates a list is
// continued by time: its rows move while it is read, so page numbers would skip. In the order of creation rows stay where
// they are, whoever edits them: so a whole history, and a second that fills a page, are read by page in that order.
import { MINUTE_MS, SECOND_MS } from '../clock.js';

/** Where a list is to be read next. Saved with the page before it: a crash goes on from here. */
export interface PullPlace {
  /** ms in whole seconds; null = from the beginning of time. */
  readonly since: number | null;
  readonly order: 'updated' | 'created';
  /** What GitHub's own link names for this page; null = the first page. */
  readonly page: Readonly<Record<string, string>> | null;
  /** GitHub's ids of the rows at the page edge: they must show again, or `since` excludes its own second. */
  readonly edge: readonly string[];
  /** In the order of creation an edit of an early row is not seen again: the pointer may not pass this moment. */
  readonly until: number | null;
  /** The greatest remote time seen so far, ms; null = none. */
  readonly seen: number | null;
}

export interface PulledRow {
  readonly id: string;
  /** ms in whole seconds. */
  readonly updatedAt: number;
}

export interface PulledPage {
  readonly rows: readonly PulledRow[];
  /** The query of GitHub's link to the next page; null = this is the last one. */
  readonly next: Readonly<Record<string, string>> | null;
  /** GitHub's clock, ms in whole seconds. */
  readonly answeredAt: number;
}

export interface PullStep {
  /** Null: the list is read to its end. */
  readonly next: PullPlace | null;
  /** The pointer that may be saved with this page; null = none yet. It never moves back. */
  readonly pointer: number | null;
}

/** Asked again at every pull: a replica may show a row late, and GitHub counts in whole seconds. */
export const PULL_OVERLAP_MS = MINUTE_MS;

/** @param pointer the greatest remote time of earlier pulls; null = nothing is known, and everything is asked for */
export function beginPull(pointer: number | null): PullPlace {
  return pointer === null
    ? { since: null, order: 'created', page: null, edge: [], until: null, seen: null }
    : beginSince(pointer - PULL_OVERLAP_MS);
}

export function beginSince(since: number): PullPlace {
  return { since, order: 'updated', page: null, edge: [], until: null, seen: null };
}

/** What follows a page. @param pointer the one that is saved */
export function afterPage(place: PullPlace, page: PulledPage, pointer: number | null): PullStep {
  const seen = greatest([place.seen, ...page.rows.map(({ updatedAt }) => updatedAt)]);
  return place.order === 'created'
    ? afterCreated({ ...place, until: place.until ?? page.answeredAt, seen }, page, pointer)
    : afterUpdated({ ...place, seen }, page, pointer);
}

/** The pointer moves at the end alone: until then nothing says that all before a moment was seen. */
function afterCreated(place: PullPlace, page: PulledPage, pointer: number | null): PullStep {
  if (page.next !== null) return { next: { ...place, page: page.next }, pointer };
  const until = place.until ?? page.answeredAt;
  return { next: null, pointer: greatest([pointer, Math.min(place.seen ?? until, until)]) };
}

function afterUpdated(place: PullPlace, page: PulledPage, pointer: number | null): PullStep {
  const reached = greatest([pointer, place.seen]);
  if (isExclusive(place, page)) {
    return { next: { ...place, since: (place.since ?? 0) - SECOND_MS, edge: [] }, pointer };
  }
  if (page.next === null) return { next: null, pointer: reached };
  const last = page.rows.at(-1)?.updatedAt ?? place.since ?? 0;
  const first = page.rows[0]?.updatedAt ?? last;
  if (last === first || last === place.since) {
    // A whole page shares one second: by page from here, a second early in case `since` excludes its own.
    const since = last - SECOND_MS;
    const next = { since, order: 'created', page: null, edge: [], until: null, seen: place.seen } as const;
    return { next, pointer };
  }
  const edge = page.rows.filter(({ updatedAt }) => updatedAt === last).map(({ id }) => id);
  // All before the last second was seen; of that second itself more may follow.
  return {
    next: { ...place, since: last, page: null, edge },
    pointer: greatest([pointer, last - SECOND_MS]),
  };
}

/** None of the rows at the edge shows again: then `since` means "later than", and the edge's second is not finished. */
function isExclusive({ edge }: PullPlace, { rows }: PulledPage): boolean {
  return edge.length > 0 && !rows.some(({ id }) => edge.includes(id));
}

function greatest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  // Not Math.max(...known): a list may be longer than a call takes arguments.
  return known.length === 0 ? null : known.reduce((a, b) => Math.max(a, b));
}
