// A list of the API, page after page, kept fresh while somebody reads its beginning. Whoever has scrolled far down reads
// history: asking again for every page above would only make the rows jump.
import { useCallback, useMemo } from 'react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { read, withQuery } from '../api/call';
import { LIVE_MS } from '../api/polling';
import type { Page } from '../api/shapes';

const PAGE = 100;
const LIVE_PAGES = 2;

export interface List<T> {
  readonly rows: readonly T[];
  readonly isPending: boolean;
  /** The rows on the page are those of the question before. */
  readonly isOld: boolean;
  readonly isLive: boolean;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly more: () => void;
}

export function useList<T>(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  everyMs = LIVE_MS,
): List<T> {
  const { data, isPending, isPlaceholderData, error, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery({
      queryKey: ['list', path, query],
      queryFn: ({ pageParam }) =>
        read<Page<T>>(withQuery(path, { ...query, limit: PAGE, cursor: pageParam ?? undefined })),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
      refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > LIVE_PAGES ? false : everyMs),
      placeholderData: keepPreviousData,
    });
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  return {
    rows,
    isPending,
    isOld: isPlaceholderData,
    isLive: (data?.pages.length ?? 0) <= LIVE_PAGES,
    error: data === undefined ? error : null,
    hasMore: hasNextPage,
    more,
  };
}
