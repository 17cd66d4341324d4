// Whether a resource may be synced at all, and if not, why (DESIGN section 5 rule 1, P6). One answer for the door, the
// claim and the dashboard.
import type { Reason } from '../operations/operation.js';
import { REASONS, transferredAway } from '../operations/reasons.js';

export interface Connection {
  /** Null: the record is in no repo. */
  readonly repo: {
    readonly connected: boolean;
    readonly syncEnabled: boolean;
    readonly state: 'active' | 'unreadable' | 'issues_off';
    readonly archived: boolean;
  } | null;
  readonly installation: 'active' | 'suspended' | 'removed' | null;
  /** Where the issue was last transferred to; null = it never was. */
  readonly transferred?: { readonly to: string; readonly connected: boolean } | null;
}

/** Null: it may run. */
export function closedBecause({ repo, installation, transferred = null }: Connection): Reason | null {
  if (repo?.connected !== true) {
    return transferred === null
      ? REASONS.repoNotConnected
      : transferredAway(transferred.to, transferred.connected);
  }
  if (installation === null || installation === 'removed') return REASONS.installationRemoved;
  if (installation === 'suspended') return REASONS.installationSuspended;
  if (repo.state === 'unreadable') return REASONS.repoUnreadable;
  if (repo.state === 'issues_off') return REASONS.issuesOff;
  if (repo.archived) return REASONS.repoArchived;
  return repo.syncEnabled ? null : REASONS.syncPaused;
}
