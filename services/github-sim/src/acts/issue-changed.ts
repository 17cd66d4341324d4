// What every change of an issue has in common: the version before it is remembered for lagging replicas, its time moves,
// its history grows, and the event goes out under the name that fits (a pull request's events are not `issues` events).
import type { Hub } from '../hub.js';
import type { Json } from '../json.js';
import { renderIssue } from '../render/render-issue.js';
import { renderPull } from '../render/render-pull.js';
import type { Actor, Issue } from '../state/model.js';
import { announceInRepo } from './announce.js';

/** Call once per write, before anything is changed. */
export function beforeChange(hub: Hub, issue: Issue): void {
  issue.previous = renderIssue(hub, issue);
  issue.previousPull = issue.pull ? renderPull(hub, issue, issue.pull) : undefined;
  issue.repo.lastWritten = issue;
}

export function moveTime(hub: Hub, issue: Issue): void {
  issue.updatedAt = Math.max(issue.updatedAt, hub.clock.second());
}

export function recordEvent(hub: Hub, issue: Issue, actor: Actor, event: string, extra: Json = {}): void {
  issue.events.push({
    id: hub.nextId(),
    event,
    actor: actor.user,
    viaApp: actor.viaApp,
    createdAt: hub.clock.second(),
    extra,
  });
}

export function announceIssue(hub: Hub, issue: Issue, actor: Actor, action: string, extra: Json = {}): void {
  const subject: Json = issue.pull
    ? { number: issue.number, pull_request: renderPull(hub, issue, issue.pull) }
    : { issue: renderIssue(hub, issue) };
  announceInRepo(hub, issue.repo, {
    event: issue.pull ? 'pull_request' : 'issues',
    action,
    sender: actor.user,
    extra: { ...subject, ...extra },
  });
}
