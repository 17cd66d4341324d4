// What this GitHub knows. Things refer to each other directly, so a renamed owner or label is renamed everywhere at once.
// Times are milliseconds of whole seconds.
import type { Json } from '../json.js';

export interface User {
  readonly id: number;
  login: string;
  readonly type: 'User' | 'Bot' | 'Organization';
  readonly name: string | null;
  readonly createdAt: number;
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Milestone {
  readonly id: number;
  readonly number: number;
  title: string;
  description: string | null;
  state: 'open' | 'closed';
  readonly creator: User;
  dueOn: number | null;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Comment {
  readonly id: number;
  readonly issue: Issue;
  body: string;
  readonly user: User;
  readonly viaApp: boolean;
  readonly createdAt: number;
  updatedAt: number;
  /** The reply of a replica that has not seen the last write; undefined: it has not seen the comment at all. */
  previous: Json | undefined;
}

export interface Pull {
  readonly id: number;
  draft: boolean;
  mergedAt: number | null;
  mergedBy: User | null;
  readonly headRef: string;
  baseRef: string;
  readonly headSha: string;
  readonly baseSha: string;
  readonly mergeSha: string;
}

export interface IssueEvent {
  readonly id: number;
  readonly event: string;
  readonly actor: User;
  readonly viaApp: boolean;
  readonly createdAt: number;
  readonly extra: Json;
}

export type LockReason = 'off-topic' | 'too heated' | 'resolved' | 'spam';
export type StateReason = 'completed' | 'not_planned' | 'duplicate' | 'reopened';

export interface Issue {
  readonly id: number;
  readonly repo: Repo;
  readonly number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: StateReason | null;
  labels: Label[];
  assignees: User[];
  readonly user: User;
  readonly viaApp: boolean;
  locked: boolean;
  lockReason: LockReason | null;
  milestone: Milestone | null;
  comments: Comment[];
  events: IssueEvent[];
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  closedBy: User | null;
  readonly pull: Pull | null;
  previous: Json | undefined;
  previousPull: Json | undefined;
}

export type Gone = { kind: 'deleted' } | { kind: 'transferred'; to: Issue };

export interface Repo {
  readonly id: number;
  owner: User;
  name: string;
  description: string | null;
  private: boolean;
  hasIssues: boolean;
  archived: boolean;
  nextNumber: number;
  labels: Label[];
  milestones: Milestone[];
  collaborators: Set<User>;
  issues: Map<number, Issue>;
  gone: Map<number, Gone>;
  readonly createdAt: number;
  updatedAt: number;
  /** What a lagging replica does not know yet. */
  lastWritten: Issue | Comment | undefined;
}

export type Permissions = Record<string, 'read' | 'write' | 'admin'>;

export interface Installation {
  readonly id: number;
  readonly account: User;
  permissions: Permissions;
  repoIds: Set<number>;
  selection: 'all' | 'selected';
  suspendedAt: number | null;
  suspendedBy: User | null;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Token {
  readonly value: string;
  readonly expiresAt: number;
  readonly installation: Installation | null;
  readonly user: User | null;
  /** null: every repo of the installation. */
  readonly repoIds: ReadonlySet<number> | null;
  readonly permissions: Permissions | null;
}

/** Who does something: a person, the app by itself, or a person through the app. */
export interface Actor {
  readonly user: User;
  readonly viaApp: boolean;
}
