// The connection over which ingest tells that something changed. Open only while the page is in sight: a browser gives a
// host six connections, and ten hidden tabs would take them all. When it breaks it is tried again later and later, each
// browser at a moment of its own, so that a restart of ingest does not meet all of them at once.
import type { News } from './news';

export type Liveness = 'connecting' | 'live' | 'broken' | 'paused';

export interface Hearer {
  readonly state: (liveness: Liveness) => void;
  readonly news: (news: News) => void;
  /** What happened before the connection was made is unknown: everything in sight is read once. */
  readonly begun: () => void;
}

const ADDRESS = '/admin/live';
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** A connection that held for so long was well: the next break starts with the short wait again. */
const STEADY_MS = 10_000;

/** The answer ends it. */
export function followLive(hearer: Hearer): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let steady: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const close = (): void => {
    clearTimeout(retry);
    clearTimeout(steady);
    source?.close();
    source = null;
  };
  const open = (): void => {
    close();
    const mine = new EventSource(ADDRESS);
    source = mine;
    mine.addEventListener('open', () => {
      steady = setTimeout(() => {
        failures = 0;
      }, STEADY_MS);
      hearer.state('live');
      hearer.begun();
    });
    mine.addEventListener('news', ({ data }: MessageEvent<string>) => {
      hearer.news(JSON.parse(data) as News);
    });
    mine.addEventListener('error', () => {
      // The browser would come back by itself, always after the same time.
      close();
      failures += 1;
      hearer.state('broken');
      retry = setTimeout(open, retryDelay(failures, Math.random()));
    });
  };
  const look = (): void => {
    if (document.hidden) {
      close();
      hearer.state('paused');
    } else if (source === null) {
      hearer.state('connecting');
      open();
    }
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    close();
  };
}

/** Milliseconds; `chance` in [0, 1) spreads the second half of it. */
export function retryDelay(failures: number, chance: number): number {
  const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
  return longest / 2 + (longest / 2) * chance;
}
