// Asks again what the news concerns and what is in sight, each question at most once in its own calm time: a thousand
// operations a second make a page ask once a second.
import type { Query, QueryClient } from '@tanstack/react-query';
import { concerns, type Hears, type News } from './news';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { readonly hears?: Hears };
  }
}

/** Whoever has scrolled so many pages down reads history: asking for every page above would make the rows jump. */
export const LIVE_PAGES = 2;
const UNDER_WAY_MS = 150;

export interface Refresher {
  readonly news: (news: News) => void;
  readonly everything: () => void;
  readonly stop: () => void;
}

export function refreshOnNews(client: QueryClient): Refresher {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();

  const ask = (query: Query, afterMs: number): void => {
    const { queryHash, queryKey } = query;
    if (waiting.has(queryHash)) return;
    const timer = setTimeout(() => {
      waiting.delete(queryHash);
      // Its answer may be older than the news, and cutting it off again and again would leave the page without any.
      if (query.state.fetchStatus === 'fetching') ask(query, UNDER_WAY_MS);
      else void client.refetchQueries({ queryKey, exact: true, type: 'active' });
    }, afterMs);
    waiting.set(queryHash, timer);
  };
  const each = (act: (query: Query, hears: Hears) => void): void => {
    for (const query of client.getQueryCache().findAll({ type: 'active' })) {
      const hears = query.meta?.hears;
      if (hears !== undefined && !isLong(query.state.data)) act(query, hears);
    }
  };
  return {
    news: (news) => {
      each((query, hears) => {
        if (!concerns(hears, news)) return;
        ask(query, Math.max(0, query.state.dataUpdatedAt + hears.calmMs - Date.now()));
      });
    },
    everything: () => {
      each((query) => {
        ask(query, 0);
      });
    },
    stop: () => {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}

/** A list of which more pages were fetched than are kept live. */
export function isLong(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('pages' in data)) return false;
  return Array.isArray(data.pages) && data.pages.length > LIVE_PAGES;
}
