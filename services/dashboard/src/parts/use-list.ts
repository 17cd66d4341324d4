// A list of the API, page after page, kept fresh while somebody reads its beginning.
import { useCallback, useMemo } from 'react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { read, withQuery } from '../api/call';
import type { Page } from '../api/shapes';
import { useLive } from '../live/live';
import type { Topic } from '../live/news';
import { isLong } from '../live/refresh-on-news';

const PAGE = 100;
const CALM_MS = 1_000;

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

/** @param topics what changes the list */
export function useList<T>(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  topics: readonly Topic[],
): List<T> {
  const live = useLive({ topics, calmMs: CALM_MS });
  const { data, isPending, isPlaceholderData, error, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery({
      queryKey: ['list', path, query],
      queryFn: ({ pageParam }) =>
        read<Page<T>>(withQuery(path, { ...query, limit: PAGE, cursor: pageParam ?? undefined })),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
      placeholderData: keepPreviousData,
      ...live,
    });
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  return {
    rows,
    isPending,
    isOld: isPlaceholderData,
    isLive: !isLong(data),
    error: data === undefined ? error : null,
    hasMore: hasNextPage,
    more,
  };
}
