// The API's answers, as far as the dashboard looks into them; /openapi.json describes them whole.
export type Kind = 'task' | 'comment';
export type Direction = 'inbound' | 'outbound';
export const STATES = [
  'queued',
  'processing',
  'completed',
  'errored',
  'canceled',
  'dropped',
  'duplicate',
  'disabled',
] as const;
export type State = (typeof STATES)[number];
export const SOURCES = ['webhook', 'client', 'pull', 'scheduler', 'manual', 'import'] as const;
export type Source = (typeof SOURCES)[number];
export type Action = 'create' | 'update' | 'delete';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Reason {
  readonly code: string;
  readonly message: string;
}

export interface Operation {
  readonly id: string;
  readonly kind: Kind;
  readonly taskId: string;
  readonly commentId: string | null;
  readonly subject: {
    readonly title: string | null;
    readonly repo: string | null;
    readonly number: number | null;
  };
  readonly direction: Direction;
  readonly state: State;
  readonly source: Source;
  readonly action: Action;
  readonly githubUpdatedAt: string | null;
  readonly canceledBy: string | null;
  readonly duplicateOf: string | null;
  readonly droppedFor: { readonly type: string; readonly id: string } | null;
  readonly reason: Reason | null;
  readonly attempt: number;
  readonly notBefore: string | null;
  readonly deliveryId: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface TimelineEntry {
  readonly at: string;
  readonly from: State | null;
  readonly to: State;
  readonly reason: Reason | null;
  readonly by: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface OperationDetail extends Operation {
  readonly content: Fields | null;
  readonly notAccepted: Fields | null;
  readonly timeline: readonly TimelineEntry[];
}

/** What an operation found and whom it touched. */
export interface OperationContext {
  readonly before: Fields;
  readonly displaced: readonly {
    readonly id: string;
    readonly relation: 'canceled' | 'duplicate' | 'dropped';
    readonly state: State;
    readonly createdAt: string;
  }[];
}

export interface Sync {
  readonly status: string;
  readonly lastSyncedAt: string | null;
  readonly nextSyncAt: string | null;
  readonly pending: number;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly operationId: string | null;
  } | null;
  readonly waiting: {
    readonly code: string;
    readonly message: string;
    readonly operationId: string;
    readonly until: string | null;
  } | null;
  readonly conflict: number;
}

export interface Task {
  readonly id: string;
  readonly projectId: string | null;
  readonly title: string | null;
  readonly kind: 'issue' | 'pull_request';
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt: string | null;
  readonly sync: Sync;
  readonly github: {
    readonly repoId: string;
    readonly repo: string;
    readonly number: number;
    readonly url: string | null;
  } | null;
}

export interface Sides {
  readonly kind: Kind;
  readonly id: string;
  readonly ours: Fields;
  /** What GitHub holds, as last seen; null = never seen. */
  readonly theirs: Fields | null;
  readonly provenance: Readonly<
    Record<string, { readonly side: string; readonly operationId: string | null; readonly at: string | null }>
  >;
  readonly githubUpdatedAt: string | null;
  readonly lastSyncedAt: string | null;
  readonly lastAttemptAt: string | null;
  readonly latestEventAt: string | null;
  readonly remoteUpdatedAt: string | null;
  readonly nextSyncAt: string | null;
  readonly syncRequestedAt: string | null;
  readonly failures: number;
  /** Oldest first, as `owner/name#number`. */
  readonly transfers: readonly { readonly from: string; readonly to: string; readonly at: string }[];
}

export interface Delivery {
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly state: 'pending' | 'processed' | 'ignored' | 'parked';
  readonly repo: string | null;
  readonly reason: Reason | null;
  readonly attempt: number;
  readonly receivedAt: string;
  readonly processedAt: string | null;
}

export interface DeliveryDetail extends Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

export interface Repo {
  readonly id: string;
  readonly fullName: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly state: 'active' | 'unreadable' | 'issues_off';
  readonly syncEnabled: boolean;
  readonly projectId: string | null;
  readonly connectedAt: string | null;
  readonly lastWebhookAt: string | null;
  readonly webhooksSilentSince: string | null;
  readonly deletionBrake: { readonly askedAt: string; readonly missing: number; readonly of: number } | null;
  readonly pull: {
    readonly issuesPointerAt: string | null;
    readonly commentsPointerAt: string | null;
    readonly lastPulledAt: string | null;
    readonly nextPullAt: string | null;
    readonly failures: number;
  };
  readonly import: Readonly<Record<string, unknown>> | null;
}

/** What connecting a repo would bring. */
export interface RepoPreview {
  readonly private: boolean;
  readonly holds: { readonly issues: number; readonly comments: number } | null;
  /** Tasks of the project that are in no repo. */
  readonly unplaced: number;
}

export interface Project {
  readonly id: string;
  readonly title: string;
}

export interface Installation {
  readonly id: string;
  readonly account: { readonly login: string; readonly type: string };
  readonly state: 'active' | 'suspended' | 'removed';
  readonly permissions: Readonly<Record<string, unknown>>;
  readonly budget: Readonly<Record<string, unknown>>;
  readonly blockedUntil: string | null;
  readonly writes: {
    readonly waiting: number;
    readonly lastMinute: number;
    readonly perMinute: number;
    readonly lastHour: number;
    readonly perHour: number;
  };
  /** When what waits now will have been written; null where nothing waits. */
  readonly clearBy: string | null;
}

export interface Conflict {
  readonly id: string;
  readonly kind: Kind;
  readonly taskId: string;
  readonly commentId: string | null;
  readonly operationId: string | null;
  readonly field: string;
  readonly base?: unknown;
  readonly ours?: unknown;
  readonly theirs?: unknown;
  readonly winner: string;
  readonly state: 'open' | 'resolved';
  readonly resolution?: unknown;
  readonly resolvedBy: string | null;
  readonly createdAt: string;
}

export interface ScheduleItem {
  readonly kind: 'task' | 'comment' | 'repo';
  readonly id: string;
  readonly repoId: string;
  /** Of a comment: its task; null for a repo. */
  readonly taskId: string | null;
  readonly title: string | null;
  readonly dueAt: string;
  readonly why: string;
  readonly lastSyncedAt: string | null;
  readonly failures: number;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
}

export type Window = 'hour' | 'day' | 'week';

export interface Overview {
  readonly at: string;
  readonly window: Window;
  readonly stepMs: number;
  readonly outcomes: readonly {
    readonly at: string;
    readonly direction: Direction;
    readonly state: State;
    readonly count: number;
  }[];
  readonly latency: readonly {
    readonly path: 'webhook_to_record' | 'write_to_github';
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly count: number;
  }[];
  readonly groups: { readonly busy: number; readonly waiting: number; readonly postponed: number };
  readonly oldestWaitingAt: string | null;
  readonly workers: readonly {
    readonly id: string;
    readonly state: 'alive' | 'silent';
    readonly startedAt: string;
    readonly seenAt: string;
    readonly concurrency: number;
    readonly running: readonly { readonly operationId: string; readonly since: string }[];
  }[];
  readonly failures: readonly {
    readonly state: 'errored' | 'disabled';
    readonly code: string | null;
    readonly message: string | null;
    readonly count: number;
    readonly latestAt: string;
  }[];
  readonly deliveries: {
    readonly received: number;
    readonly parked: number;
    readonly pending: number;
    readonly lastAt: string | null;
    /** Changes that a pull brought and no webhook had announced. */
    readonly missed: number;
  };
  readonly drift: {
    readonly since: string;
    readonly sampled: number;
    readonly drifted: number;
    readonly ratio: number | null;
    readonly resources: readonly {
      readonly kind: Kind;
      readonly id: string;
      readonly taskId: string;
      readonly title: string | null;
      readonly fields: readonly string[];
      readonly at: string;
      readonly repaired: boolean;
    }[];
  };
  readonly connectedRepos: number;
  readonly brakes: number;
  readonly silentRepos: number;
  readonly conflicts: number;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly github: {
    readonly login: string;
    readonly connected: boolean;
    readonly since: string;
    readonly problem: (Reason & { readonly at: string }) | null;
  } | null;
  readonly githubAccounts: readonly { readonly id: string; readonly login: string }[];
}

/** GitHub's page on which a user allows the app to write in their name. */
export interface ConnectStart {
  readonly url: string;
  readonly expiresAt: string;
}

export interface Session {
  readonly name: string;
  readonly scope: 'read' | 'admin';
  readonly calls: readonly string[];
}
