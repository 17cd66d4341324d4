// Labels of a repository. Names match without case and keep the spelling they were made with; an unknown name makes a label.
import type { Hub } from '../hub.js';
import { renderLabel } from '../render/render-issue.js';
import type { Actor, Label, Repo } from '../state/model.js';
import { announceInRepo } from './announce.js';

const COLOR_OF_UNKNOWN = 'ededed';

export function findLabel(repo: Repo, name: string): Label | undefined {
  const wanted = name.toLowerCase();
  return repo.labels.find((label) => label.name.toLowerCase() === wanted);
}

function announceLabel(
  hub: Hub,
  repo: Repo,
  actor: Actor,
  action: string,
  label: Label,
  changes?: object,
): void {
  announceInRepo(hub, repo, {
    event: 'label',
    action,
    sender: actor.user,
    extra: { label: renderLabel(hub.urls, repo, label), ...(changes && { changes }) },
  });
}

export function createLabel(
  hub: Hub,
  repo: Repo,
  actor: Actor,
  input: { name: string; color?: string | undefined; description?: string | null | undefined },
): Label {
  const label: Label = {
    id: hub.nextId(),
    name: input.name,
    color: (input.color ?? COLOR_OF_UNKNOWN).replace(/^#/, ''),
    description: input.description ?? null,
  };
  repo.labels.push(label);
  announceLabel(hub, repo, actor, 'created', label);
  return label;
}

/** Every name becomes a label of the repo, once. */
export function labelsByName(hub: Hub, repo: Repo, actor: Actor, names: readonly string[]): Label[] {
  const labels = names.map((name) => findLabel(repo, name) ?? createLabel(hub, repo, actor, { name }));
  return [...new Set(labels)];
}

/** Renames and recolours; the issues that carry it do not move in time, as on GitHub. */
export function editLabel(
  hub: Hub,
  repo: Repo,
  actor: Actor,
  label: Label,
  patch: { name?: string | undefined; color?: string | undefined; description?: string | null | undefined },
): void {
  const changes: Record<string, { from: string }> = {};
  if (patch.name !== undefined && patch.name !== label.name) {
    changes['name'] = { from: label.name };
    label.name = patch.name;
  }
  if (patch.color !== undefined && patch.color !== label.color) {
    changes['color'] = { from: label.color };
    label.color = patch.color.replace(/^#/, '');
  }
  if (patch.description !== undefined && patch.description !== label.description) {
    changes['description'] = { from: label.description ?? '' };
    label.description = patch.description;
  }
  if (Object.keys(changes).length > 0) announceLabel(hub, repo, actor, 'edited', label, changes);
}

export function deleteLabel(hub: Hub, repo: Repo, actor: Actor, label: Label): void {
  repo.labels = repo.labels.filter((one) => one !== label);
  for (const issue of repo.issues.values()) issue.labels = issue.labels.filter((one) => one !== label);
  announceLabel(hub, repo, actor, 'deleted', label);
}
