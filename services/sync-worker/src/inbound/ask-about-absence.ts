// GitHub does not show a thing, or says that it moved: a question, not an answer (rule P5). The repo is asked first. What
// cannot be reached is disabled and keeps its text; only what GitHub calls deleted, in a repo that can be read, becomes a
// tombstone; and when much of a repo vanishes at once, nothing does.
import { v7 as uuid } from 'uuid';
import { judgeAbsence, type IssueAnswer } from '@tandem/shared/domain/schedule/judge-absence.js';
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { queuedOf } from '@tandem/shared/domain/resource/resource.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { Address, LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { RepoReading } from '@tandem/shared/ports/pull.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import type { Unsettled } from '../settle-failure.js';
import { applyDeletionOrAsk } from './apply-deletion.js';
import { followRedirect } from './follow-redirect.js';

/** A write was refused with GitHub's "Repository was archived so is read-only." */
const ARCHIVED = /\barchived\b/i;

/** Null: the question is settled, and the operation with it. Everything that is no such question comes back as it is. */
export async function askAboutAbsence(
  context: RunContext,
  claimed: ClaimedOperation,
  failure: Unsettled,
): Promise<Unsettled | null> {
  const archived = failure.kind === 'forbidden' && ARCHIVED.test(failure.reason.message);
  if (failure.kind !== 'gone' && failure.kind !== 'moved' && !archived) return failure;
  const [resource] = await context.store.transaction((tx) => tx.lockAndLoad([claimed.group]));
  const address = resource?.address;
  if (resource === undefined || address == null) return failure;

  const repo = await context.readRepo(address.repoId);
  if (repo.kind === 'failed') return repo.failure;
  if (isRenamed(repo, address)) {
    await tellOf(context, repo);
    return { kind: 'wait', until: context.clock.now(), reason: REASONS.repoRenamed };
  }
  if (failure.kind === 'forbidden') {
    await tellOf(context, repo);
    return { ...failure, reason: REASONS.repoArchived };
  }
  if (failure.kind === 'moved') return followRedirect(context, claimed, resource, failure);
  const issue = resource.kind === 'comment' ? await askForIssue(context, resource, address) : null;
  // Its comments have other ids there: what is not found under the old one was not deleted.
  if (issue?.kind === 'moved') return followRedirect(context, claimed, resource, issue);
  if (issue !== null && 'reason' in issue) return issue; // no answer is none about the comment either
  const absence = judgeAbsence(
    repo.kind,
    issue === null
      ? { kind: 'task', status: failure.status, seenBefore: resource.link?.base != null }
      : { kind: 'comment', issue: issue.kind },
  );
  if (absence.kind === 'closed') {
    await tellOf(context, repo);
    const reason = absence.state === 'unreadable' ? REASONS.repoUnreadable : REASONS.issuesOff;
    return { kind: 'forbidden', suspended: false, reason };
  }
  if (absence.kind === 'not_found' || resource.link?.exists !== true) return failure;
  return claimed.operation.direction === 'inbound'
    ? settleDeletion(context, claimed)
    : askByFetch(context, claimed, failure);
}

function isRenamed(repo: RepoReading, address: Address): boolean {
  return (
    (repo.kind === 'readable' || repo.kind === 'issues_off') &&
    (repo.facts.owner !== address.owner || repo.facts.name !== address.repo)
  );
}

/** What was learnt about the repo is kept: it closes or renames the place for everything in it. */
export async function tellOf(
  context: RunContext,
  repo: Exclude<RepoReading, { kind: 'failed' }>,
): Promise<void> {
  await context.store.transaction((tx) =>
    tx.applyDirectoryUpdate({
      installation: null,
      repos: repo.kind === 'unreadable' ? [] : [repo.facts],
      removedRepos: repo.kind === 'unreadable' ? [repo.externalId] : [],
    }),
  );
}

async function askForIssue(
  context: RunContext,
  { taskId }: LoadedResource,
  address: Address,
): Promise<{ readonly kind: IssueAnswer } | Failure> {
  if (address.number === null) return { kind: 'absent' };
  const issue = await context.github.read({ kind: 'task', id: taskId }, { ...address, etag: null }, 'event');
  if (issue.ok) return { kind: 'readable' };
  return issue.failure.kind === 'gone' ? { kind: 'absent' } : issue.failure;
}

async function settleDeletion(context: RunContext, claimed: ClaimedOperation): Promise<Unsettled | null> {
  return context.store.transaction(async (tx) => {
    const [resource] = await tx.lockAndLoad([claimed.group]);
    return resource === undefined ? null : applyDeletionOrAsk(context, tx, claimed, resource);
  });
}

/** A write met it: the write ends with GitHub's word, and a fetch, which the rules let go first, finds out the rest. */
async function askByFetch(
  context: RunContext,
  { group }: ClaimedOperation,
  failure: Unsettled,
): Promise<Unsettled> {
  await context.store.transaction(async (tx) => {
    const [resource] = await tx.lockAndLoad([group]);
    if (resource === undefined || queuedOf(resource, 'inbound').some(({ fetch }) => fetch)) return;
    const operation = fetchOperation(resource, { id: uuid(), by: context.worker, source: 'scheduler' });
    await tx.save({ ...noEffects(), operations: [operation] });
  });
  return failure;
}
