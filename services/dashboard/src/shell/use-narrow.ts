// Whether the page is as narrow as a phone: for what style sheets cannot change, the geometry of pictures.
import { useSyncExternalStore } from 'react';

const query = globalThis.matchMedia('(max-width: 800px)');

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => {
    query.removeEventListener('change', listener);
  };
}
