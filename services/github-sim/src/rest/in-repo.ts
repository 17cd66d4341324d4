// The doors that calls about a repo or an issue pass before they are handled: moved (301/307), no access (404), read only (403),
// issues off or issue deleted (410), issue transferred (301). What passes has the thing in hand.
import type { Issue, Repo } from '../state/model.js';
import { findMoved, findRepo } from '../state/store.js';
import { type Call, numberParam, param, permissionOf, reaches, type Route } from './call.js';
import { movedForGood, movedTo, notAccessible, notFound, refuse, type Reply } from './reply.js';

/** Any one of the kinds is enough: GitHub lets `issues` or `pull_requests` comment. */
export type Needs = readonly string[];

type Handle = (call: Call, repo: Repo) => Reply;

const isWrite = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

function enter(call: Call, needs: Needs, handle: Handle): Reply {
  const { hub } = call;
  const found = findRepo(hub.store, `${param(call, 'owner')}/${param(call, 'repo')}`);
  if (!found) return notFound();
  const { repo } = found;
  if (!reaches(call, repo)) {
    if (repo.private) return notFound();
    if (isWrite(call.method))
      return call.auth.kind === 'none' ? refuse(401, 'Requires authentication') : notAccessible();
  } else if (needs.length > 0) {
    const granted = needs.map((kind) => permissionOf(call, repo, kind));
    const enough = granted.some((level) => (isWrite(call.method) ? level && level !== 'read' : level));
    if (!enough && (isWrite(call.method) || repo.private)) return notAccessible();
  }
  if (found.moved) {
    const rest = call.path.replace(/^\/repos\/[^/]+\/[^/]+/, '');
    const query = call.query.size > 0 ? `?${call.query.toString()}` : '';
    return movedTo(call.method, `${hub.urls.api}/repositories/${repo.id}${rest}${query}`);
  }
  if (repo.archived && isWrite(call.method) && !needs.includes('administration')) {
    return refuse(403, 'Repository was archived so is read-only.');
  }
  return handle(call, repo);
}

export function repoRoute(method: string, path: string, needs: Needs, handle: Handle): Route {
  const template = `/repos/{owner}/{repo}${path}`;
  return { method, template, handle: (call) => enter(call, needs, handle) };
}

export const issuesOff = (): Reply => refuse(410, 'Issues are disabled for this repo');

function findOr(call: Call, repo: Repo, handle: (issue: Issue) => Reply): Reply {
  const number = numberParam(call, 'issue_number');
  const issue = repo.issues.get(number);
  if (!repo.hasIssues && !issue?.pull) return issuesOff();
  if (issue) return handle(issue);
  const gone = repo.gone.get(number);
  if (!gone) return notFound();
  const moved = findMoved(repo, number);
  if (!moved) return refuse(410, 'This issue was deleted');
  const rest = call.path.replace(/^.*?\/issues\/\d+/, '');
  const api = call.hub.urls.api;
  return movedForGood(`${api}/repositories/${moved.repo.id}/issues/${moved.number}${rest}`);
}

export function issueRoute(method: string, path: string, handle: (call: Call, issue: Issue) => Reply): Route {
  return repoRoute(method, `/issues/{issue_number}${path}`, ['issues', 'pull_requests'], (call, repo) =>
    findOr(call, repo, (issue) => handle(call, issue)),
  );
}
