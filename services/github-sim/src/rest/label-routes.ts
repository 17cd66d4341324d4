// Calls about labels, on an issue and in the repo, and the few that milestones need.
import { addLabels, removeLabel, updateIssue } from '../acts/issue-acts.js';
import { createLabel, deleteLabel, editLabel, findLabel } from '../acts/label-acts.js';
import { renderLabel, renderMilestone } from '../render/render-issue.js';
import type { Issue, Label, Milestone, Repo } from '../state/model.js';
import { actorOf, bodyOf, type Call, param, type Route } from './call.js';
import { issueRoute, repoRoute } from './in-repo.js';
import { paged } from './paging.js';
import { checkLabelNames, names, text, textOrNull } from './read-body.js';
import { created, invalid, noContent, notFound, ok, refuse, type Reply } from './reply.js';

const EITHER = ['issues', 'pull_requests'];

function labelsOf(call: Call, issue: Issue): Reply {
  return ok(issue.labels.map((label) => renderLabel(call.hub.urls, issue.repo, label)));
}

function change(apply: (call: Call, issue: Issue, labels: string[]) => void) {
  return (call: Call, issue: Issue): Reply => {
    const labels = names(call.body, 'labels', 'name') ?? [];
    const errors = checkLabelNames(labels);
    if (errors.length > 0) return invalid(...errors);
    apply(call, issue, labels);
    return labelsOf(call, issue);
  };
}

function createInRepo(call: Call, repo: Repo): Reply {
  const body = bodyOf(call);
  const name = text(body, 'name');
  const errors = checkLabelNames([name ?? '']);
  if (name === undefined || errors.length > 0) return invalid(...errors);
  if (findLabel(repo, name)) return invalid({ resource: 'Label', field: 'name', code: 'already_exists' });
  const input = { name, color: text(body, 'color'), description: textOrNull(body, 'description') };
  return created(renderLabel(call.hub.urls, repo, createLabel(call.hub, repo, actorOf(call), input)));
}

function labelRoute(method: string, handle: (call: Call, repo: Repo, label: Label) => Reply): Route {
  return repoRoute(method, '/labels/{name}', EITHER, (call, repo) => {
    const label = findLabel(repo, param(call, 'name'));
    return label ? handle(call, repo, label) : notFound();
  });
}

function createMilestone(call: Call, repo: Repo): Reply {
  const body = bodyOf(call);
  const title = text(body, 'title');
  if (!title) return invalid({ resource: 'Milestone', field: 'title', code: 'missing_field' });
  const now = call.hub.clock.second();
  const due = Date.parse(text(body, 'due_on') ?? '');
  const milestone: Milestone = {
    id: call.hub.nextId(),
    number: repo.milestones.length + 1,
    title,
    description: textOrNull(body, 'description') ?? null,
    state: body['state'] === 'closed' ? 'closed' : 'open',
    creator: actorOf(call).user,
    dueOn: Number.isNaN(due) ? null : due,
    createdAt: now,
    updatedAt: now,
  };
  repo.milestones.push(milestone);
  return created(renderMilestone(call.hub.urls, repo, milestone));
}

export const labelRoutes: readonly Route[] = [
  issueRoute('GET', '/labels', (call, issue) =>
    paged(call, issue.repo, issue.labels, (label) => renderLabel(call.hub.urls, issue.repo, label)),
  ),
  issueRoute(
    'POST',
    '/labels',
    change((call, issue, labels) => {
      addLabels(call.hub, issue, actorOf(call), labels);
    }),
  ),
  issueRoute(
    'PUT',
    '/labels',
    change((call, issue, labels) => {
      updateIssue(call.hub, issue, actorOf(call), { labels });
    }),
  ),
  issueRoute('DELETE', '/labels', (call, issue) => {
    updateIssue(call.hub, issue, actorOf(call), { labels: [] });
    return noContent();
  }),
  issueRoute('DELETE', '/labels/{name}', (call, issue) => {
    const removed = removeLabel(call.hub, issue, actorOf(call), param(call, 'name'));
    return removed ? labelsOf(call, issue) : refuse(404, 'Label does not exist');
  }),
  repoRoute('GET', '/labels', EITHER, (call, repo) =>
    paged(call, repo, repo.labels, (label) => renderLabel(call.hub.urls, repo, label)),
  ),
  repoRoute('POST', '/labels', EITHER, createInRepo),
  labelRoute('GET', (call, repo, label) => ok(renderLabel(call.hub.urls, repo, label))),
  labelRoute('PATCH', (call, repo, label) => {
    const body = bodyOf(call);
    const patch = {
      name: text(body, 'new_name') ?? text(body, 'name'),
      color: text(body, 'color'),
      description: textOrNull(body, 'description'),
    };
    editLabel(call.hub, repo, actorOf(call), label, patch);
    return ok(renderLabel(call.hub.urls, repo, label));
  }),
  labelRoute('DELETE', (call, repo, label) => {
    deleteLabel(call.hub, repo, actorOf(call), label);
    return noContent();
  }),
  repoRoute('GET', '/milestones', EITHER, (call, repo) => {
    const state = call.query.get('state') ?? 'open';
    const shown = repo.milestones.filter((one) => state === 'all' || one.state === state);
    return paged(call, repo, shown, (one) => renderMilestone(call.hub.urls, repo, one));
  }),
  repoRoute('POST', '/milestones', EITHER, createMilestone),
];
