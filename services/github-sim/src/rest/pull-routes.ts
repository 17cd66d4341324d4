// Calls about pull requests. Merging is left to people: the app of this project does not merge.
import { updateIssue } from '../acts/issue-acts.js';
import { createPull } from '../acts/pull-acts.js';
import { renderPull, renderPullInList } from '../render/render-pull.js';
import type { Issue, Pull, Repo } from '../state/model.js';
import { actorOf, bodyOf, type Call, numberParam, type Route } from './call.js';
import { repoRoute } from './in-repo.js';
import { paged } from './paging.js';
import { checkBody, checkTitle, text, textOrNull } from './read-body.js';
import { created, invalid, notFound, ok, refuse, type Reply } from './reply.js';

const NEEDS = ['pull_requests'];

function list(call: Call, repo: Repo): Reply {
  const { query } = call;
  const state = query.get('state') ?? 'open';
  const byUpdate = query.get('sort') === 'updated';
  const sign = (query.get('direction') ?? (query.has('sort') ? 'asc' : 'desc')) === 'asc' ? 1 : -1;
  const key = (issue: Issue): number => (byUpdate ? issue.updatedAt : issue.createdAt);
  const pulls = [...repo.issues.values()]
    .flatMap((issue) => (issue.pull ? [{ issue, pull: issue.pull }] : []))
    .filter(({ issue }) => state === 'all' || issue.state === state)
    .sort(
      (one, other) => sign * (key(one.issue) - key(other.issue) || one.issue.number - other.issue.number),
    );
  return paged(call, repo, pulls, ({ issue, pull }) => renderPullInList(call.hub, issue, pull));
}

function create(call: Call, repo: Repo): Reply {
  const body = bodyOf(call);
  const title = text(body, 'title');
  const head = text(body, 'head');
  const base = text(body, 'base');
  const errors = [...checkTitle(title, 'PullRequest'), ...checkBody(text(body, 'body'), 'PullRequest')];
  if (title === undefined || errors.length > 0) return invalid(...errors);
  if (!head || !base) {
    return invalid({ resource: 'PullRequest', field: head ? 'base' : 'head', code: 'missing_field' });
  }
  const input = { title, head, base, body: textOrNull(body, 'body'), draft: body['draft'] === true };
  const issue = createPull(call.hub, repo, actorOf(call), input);
  return issue.pull ? created(renderPull(call.hub, issue, issue.pull)) : notFound();
}

function pullRoute(method: string, handle: (call: Call, issue: Issue, pull: Pull) => Reply): Route {
  return repoRoute(method, '/pulls/{pull_number}', NEEDS, (call, repo) => {
    const issue = repo.issues.get(numberParam(call, 'pull_number'));
    return issue?.pull ? handle(call, issue, issue.pull) : notFound();
  });
}

function patch(call: Call, issue: Issue, pull: Pull): Reply {
  const body = bodyOf(call);
  const title = text(body, 'title');
  const { state } = body;
  const errors = [
    ...(title === undefined ? [] : checkTitle(title, 'PullRequest')),
    ...checkBody(text(body, 'body'), 'PullRequest'),
  ];
  if (errors.length > 0) return invalid(...errors);
  if (state === 'open' && pull.mergedAt !== null) {
    return invalid({ resource: 'PullRequest', field: 'state', code: 'invalid', value: 'open' });
  }
  const wanted = state === 'open' || state === 'closed' ? state : undefined;
  updateIssue(call.hub, issue, actorOf(call), { title, body: textOrNull(body, 'body'), state: wanted });
  pull.baseRef = text(body, 'base') ?? pull.baseRef;
  return ok(renderPull(call.hub, issue, pull));
}

export const pullRoutes: readonly Route[] = [
  repoRoute('GET', '/pulls', NEEDS, list),
  repoRoute('POST', '/pulls', NEEDS, (call, repo) =>
    call.auth.kind === 'none' ? refuse(401, 'Requires authentication') : create(call, repo),
  ),
  pullRoute('GET', (call, issue, pull) => {
    if (!call.stale) return ok(renderPull(call.hub, issue, pull));
    return issue.previousPull ? ok(issue.previousPull) : notFound();
  }),
  pullRoute('PATCH', patch),
];
