// Which route answers a path. `/repositories/{id}/…` is the same as `/repos/{owner}/{repo}/…` of the repo with that id, and a
// fixed word wins over a parameter in the same place.
import type { Store } from '../state/store.js';
import type { Route } from './call.js';

export interface Found {
  readonly route: Route;
  readonly params: Record<string, string>;
  /** The path in its `/repos/…` form. */
  readonly path: string;
}

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

export type FindRoute = (store: Store, method: string, path: string) => Found | undefined;

const isParam = (segment: string): boolean => segment.startsWith('{');

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function match(segments: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (isParam(segment)) params[segment.slice(1, -1)] = decode(part);
    else if (segment !== part) return undefined;
  }
  return params;
}

/** No login is a hyphen: the id of a repo that is gone, or never was, is a call that GitHub has and answers with 404. */
const NO_REPO = '-/-';

function withNames(store: Store, path: string): string {
  const found = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
  if (!found) return path;
  const repo = store.repos.get(Number(found[1]));
  const name = repo ? `${repo.owner.login}/${repo.name}` : NO_REPO;
  return `/repos/${name}${found[2] ?? ''}`;
}

export function indexRoutes(routes: readonly Route[]): FindRoute {
  const words = (one: Compiled): number => one.segments.filter((segment) => !isParam(segment)).length;
  const compiled = routes
    .map((route): Compiled => ({ route, segments: route.template.split('/') }))
    .sort((one, other) => words(other) - words(one));
  return (store, method, given) => {
    const path = withNames(store, given.replace(/(.)\/$/, '$1'));
    const parts = path.split('/');
    for (const { route, segments } of compiled) {
      if (route.method !== method) continue;
      const params = match(segments, parts);
      if (params) return { route, params, path };
    }
    return undefined;
  };
}
