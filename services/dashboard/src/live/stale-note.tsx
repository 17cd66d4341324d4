// Says so at the head of a page when what it shows could not be read again: old figures must not look like those of now.
import { useSyncExternalStore, type ReactNode } from 'react';
import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query';
import { Note } from '../parts/notes';
import { Ago } from '../parts/time';

export function StaleNote(): ReactNode {
  const client = useQueryClient();
  const stale = useSyncExternalStore(
    (heard) => client.getQueryCache().subscribe(heard),
    () => staleOne(client),
  );
  if (stale === undefined) return null;
  const { error, dataUpdatedAt } = stale.state;
  return (
    <div role="alert" className="stale">
      <Note state="errored" title="What you see may be old">
        {error?.message} This was read <Ago at={new Date(dataUpdatedAt).toISOString()} />; it is asked again
        every few seconds.
      </Note>
    </div>
  );
}

/** A question of this page that was answered once, and lately was not. */
function staleOne(client: QueryClient): Query | undefined {
  return client
    .getQueryCache()
    .findAll({ type: 'active' })
    .find(({ state }) => state.status === 'error' && state.data !== undefined);
}
