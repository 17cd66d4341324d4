// Everything that a person can do on GitHub, as far as the app would notice.
import type { Hub } from '../hub.js';
import type { Grants } from '../oauth/grants.js';
import { createIssueWorld, type IssueWorld } from './issue-world.js';
import { createRepoWorld, type RepoWorld } from './repo-world.js';

export type World = IssueWorld & RepoWorld;

export function createWorld(hub: Hub, grants: Grants): World {
  return { ...createIssueWorld(hub), ...createRepoWorld(hub, grants) };
}
