// Keeps what is in sight fresh: by the stream, and while that is broken by asking at intervals. A question becomes live
// by spreading `useLive(…)` into its options.
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { followLive, type Liveness } from './live-stream';
import type { Hears } from './news';
import { isLong, refreshOnNews } from './refresh-on-news';

/** What only time changes ("due", "silent") moves by this even when nothing happens. */
const STEADY_MS = 30_000;

const Live = createContext<Liveness>('connecting');

export function LiveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>('connecting');
  useEffect(() => {
    const refresher = refreshOnNews(client);
    const close = followLive({
      state: setLiveness,
      news: refresher.news,
      begun: refresher.everything,
    });
    return () => {
      close();
      refresher.stop();
    };
  }, [client]);
  return <Live value={liveness}>{children}</Live>;
}

export function useLiveness(): Liveness {
  return useContext(Live);
}

export interface LiveOptions {
  readonly meta: { readonly hears: Hears };
  readonly refetchInterval: (query: {
    readonly state: { readonly data: unknown; readonly status: string };
  }) => number | false;
}

/**
 * @param pollMs how often it is asked while the stream is broken; TanStack Query asks nothing while the page is hidden
 * @param steadyMs how often it is asked while nothing is heard
 */
export function useLive(hears: Hears, pollMs = POLL_MS, steadyMs = STEADY_MS): LiveOptions {
  const liveness = useLiveness();
  // No news tells that a question which failed could be answered now.
  const everyMs = (status: string): number =>
    liveness === 'broken' || status === 'error' ? pollMs : steadyMs;
  return {
    meta: { hears },
    refetchInterval: ({ state }) => (isLong(state.data) ? false : everyMs(state.status)),
  };
}

const POLL_MS = 2_500;
