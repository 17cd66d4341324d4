// From a page's query to the store's request, and from the store's page to the answer.
import type { Page, PageRequest } from '@tandem/shared/db/reads/read-filters.js';
import { encodeCursor } from './cursors.js';
import type { Done } from './route.js';

export function pageRequest(query: {
  readonly limit: number;
  readonly cursor?: readonly string[] | undefined;
}): PageRequest {
  return { limit: query.limit, after: query.cursor ?? null };
}

export function pageAnswer<T>({ items, next }: Page<T>): Done<{ items: readonly T[]; next: string | null }> {
  return { body: { items, next: encodeCursor(next) } };
}
