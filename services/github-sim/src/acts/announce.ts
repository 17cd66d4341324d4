// Puts GitHub's envelope around an event and sends it to the app, if the app would get it: installed there, not suspended,
// with the permission that the event needs.
import type { Hub } from '../hub.js';
import { nodeId } from '../ids.js';
import type { Json } from '../json.js';
import { renderRepo } from '../render/render-repo.js';
import { renderInstallation } from '../render/render-app.js';
import { renderOrganization, renderUser } from '../render/render-user.js';
import type { Installation, Repo, User } from '../state/model.js';
import { installationOf } from '../state/store.js';

const NEEDED: Record<string, readonly string[]> = {
  issues: ['issues'],
  label: ['issues', 'pull_requests'],
  milestone: ['issues', 'pull_requests'],
  issue_comment: ['issues', 'pull_requests'],
  pull_request: ['pull_requests'],
};

function mayReceive(installation: Installation, event: string): boolean {
  if (installation.suspendedAt !== null) return false;
  const needed = NEEDED[event] ?? ['metadata'];
  return needed.some((permission) => installation.permissions[permission] !== undefined);
}

/** An event of a repository. `installation` is given only where the repo has already left it. */
export function announceInRepo(
  hub: Hub,
  repo: Repo,
  event: { event: string; action: string; sender: User; extra?: Json },
  installation: Installation | undefined = installationOf(hub.store, repo),
): void {
  if (!installation || !mayReceive(installation, event.event)) return;
  hub.send({
    event: event.event,
    action: event.action,
    installationId: installation.id,
    repositoryId: repo.id,
    payload: {
      action: event.action,
      ...event.extra,
      repository: renderRepo(hub.urls, repo),
      ...(repo.owner.type === 'Organization' && { organization: renderOrganization(hub.urls, repo.owner) }),
      sender: renderUser(hub.urls, event.sender),
      installation: { id: installation.id, node_id: nodeId('MDI', installation.id) },
    },
  });
}

/** An event of the installation itself: sent even while it is suspended. */
export function announceInstallation(
  hub: Hub,
  installation: Installation,
  event: { event: string; action: string; sender: User; extra?: Json },
): void {
  hub.send({
    event: event.event,
    action: event.action,
    installationId: installation.id,
    repositoryId: null,
    payload: {
      action: event.action,
      installation: renderInstallation(hub, installation),
      ...event.extra,
      sender: renderUser(hub.urls, event.sender),
    },
  });
}
