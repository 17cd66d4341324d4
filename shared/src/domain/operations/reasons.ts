// The reasons that operations carry: one place for their codes and sentences, so that API, dashboard and tests agree.
import type { Reason } from './operation.js';

export const REASONS = {
  repoNotConnected: reason('repo_not_connected', 'It is in no repo that is connected to a project.'),
  syncPaused: reason('sync_paused', 'Sync of the repo is paused.'),
  repoUnreadable: reason('repo_unreadable', 'The app cannot read the repo any more.'),
  issuesOff: reason('issues_off', 'Issues are switched off in the repo.'),
  installationSuspended: reason('installation_suspended', 'The installation of the app is suspended.'),
  installationRemoved: reason('installation_removed', 'The app is no longer installed for the repo.'),
  repoRenamed: reason('repo_renamed', 'The repo has another name now; it is asked for by that.'),
  deletionBrake: reason(
    'deletion_brake',
    'So much of the repo vanished at once that nothing is deleted here before a person has looked.',
  ),
  recordDeleted: reason('record_deleted', 'The record was deleted by a client.'),
  deletedOnGithub: reason('deleted_on_github', 'It was deleted on GitHub.'),
  newerKnown: reason('newer_known', 'A newer state is known already.'),
  localNewer: reason(
    'local_newer',
    'A client changed the same fields later; the change is on its way to GitHub.',
  ),
  sameContent: reason('same_content', 'The same content is known already.'),
  joinedFetch: reason('joined_fetch', 'A fetch of the same second is already queued and will bring it.'),
  superseded: reason('superseded', 'A newer change took its place.'),
  deletedMeanwhile: reason('deleted_meanwhile', 'The thing was deleted while this waited.'),
  leaseRanOut: reason('lease_ran_out', 'The worker that ran it stopped; it is run again.'),
  workerStopping: reason('worker_stopping', 'The worker stopped gracefully and handed it back.'),
  planExpired: reason(
    'plan_expired',
    'The worker stood still between its plan and its write; GitHub is read again before anything is sent.',
  ),
  missingTitle: reason('missing_title', 'A task needs a title before it can go to GitHub.'),
  bodyTooLong: reason('body_too_long', 'The text is longer than GitHub takes.'),
  waitingForTask: reason('waiting_for_task', 'The comment waits until its task is on GitHub.'),
  taskDeleted: reason('task_deleted', 'The task of the comment was deleted.'),
  waitingForEarlier: reason('waiting_for_earlier', 'The comment waits for an earlier one of the same task.'),
  secondNotOver: reason(
    'second_not_over',
    'More may happen in the same second on GitHub; it is read again after it.',
  ),
  laggingReplica: reason(
    'lagging_replica',
    'GitHub answered an older state than it has told already; it is read again.',
  ),
  noSuchVersion: reason('no_such_version', 'The conflict has no such version.'),
  mergedInto: reason(
    'merged',
    'Its record turned out to be of the same thing as another, and was merged into that.',
  ),
  formerAddress: reason(
    'former_address',
    'The issue was transferred: what its old address still tells is known at the new one.',
  ),
  transferKnown: reason('transfer_known', 'The transfer is known already.'),
  relinking: reason(
    'relinking_comments',
    'The issue was transferred and its comments got new ids; they are being found again.',
  ),
  internalError: reason(
    'internal_error',
    'Something unexpected went wrong in Tandem itself; it stands in the log of the worker.',
  ),
  workersLost: reason(
    'workers_lost',
    'Worker after worker stopped without a word while it ran this; it is not run again by itself.',
  ),
  repoArchived: reason('repo_archived', 'The repo is archived: nothing can change in it.'),
  lookingForCreate: reason(
    'looking_for_create',
    'It is not known whether GitHub took the last attempt; it is being looked for.',
  ),
} as const;

export const TRANSFERRED = 'transferred';

/** Where an issue went, for the trail. */
export function movedTo(from: string | null, to: string): Reason {
  return reason(TRANSFERRED, from === null ? `Transferred to ${to}.` : `Transferred from ${from} to ${to}.`);
}

/** Why a record whose issue was transferred is not synced: where it is now. */
export function transferredAway(to: string, connected: boolean): Reason {
  const why = connected
    ? 'whose repo belongs to another project'
    : 'whose repo is not connected to a project';
  return reason(TRANSFERRED, `The issue was transferred to ${to}, ${why}.`);
}

function reason(code: string, message: string): Reason {
  return { code, message };
}
