// GitHub's pages: `per_page` and `page`, with a Link header whose addresses name the repo by its id, so that they survive a rename.
import type { Repo } from '../state/model.js';
import type { Call } from './call.js';
import { ok, type Reply } from './reply.js';

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;

function positive(text: string | null, fallback: number): number {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}

export function pageSize(query: URLSearchParams): number {
  return Math.min(positive(query.get('per_page'), DEFAULT_SIZE), LARGEST_SIZE);
}

/** `render` is called for the page's items only. `wrap` makes the body, where it is not simply the array. */
export function paged<T>(
  call: Call,
  repo: Repo | undefined,
  items: readonly T[],
  render: (item: T) => unknown,
  wrap: (page: unknown[]) => unknown = (page) => page,
): Reply {
  const size = pageSize(call.query);
  const page = positive(call.query.get('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const path = repo ? call.path.replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${repo.id}`) : call.path;
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(to));
    return `<${call.hub.urls.api}${path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  const shown = items.slice((page - 1) * size, page * size).map(render);
  return ok(wrap(shown), links.length > 0 ? { link: links.join(', ') } : {});
}

/** Undefined: none was asked for. NaN: what was asked for is no time. */
export function sinceOf(query: URLSearchParams): number | undefined {
  const text = query.get('since');
  return text === null ? undefined : Date.parse(text);
}
