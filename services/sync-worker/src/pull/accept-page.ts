// A page of a list becomes operations, in the transaction that saves the place behind it. What nobody is working on is
// applied at once: its operation is written down in its last state, with all that it went through, because twenty
// thousand imported issues would else be twenty thousand turns of the queue. Everything else goes the way of every door.
import { v7 as uuid } from 'uuid';
import { acceptChanges, type IncomingChange } from '@tandem/shared/accept-changes.js';
import { applyInbound } from '@tandem/shared/domain/merge/apply-inbound.js';
import { covers, sameContent } from '@tandem/shared/domain/resource/content.js';
import { decideInbound } from '@tandem/shared/domain/decide/decide-inbound.js';
import type { Operation, Source } from '@tandem/shared/domain/operations/operation.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { noEffects, type Effects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { IssueKey, ResourceTransaction } from '@tandem/shared/ports/resource-store.js';
import type { ListedThing, RepoAddress, RepoList } from '@tandem/shared/ports/pull.js';
import type { RunContext } from '../run-context.js';
import { writeApplied, writeOutbound } from '../settle-applied.js';

export interface PageToAccept {
  readonly repo: RepoAddress;
  readonly list: RepoList;
  readonly things: readonly ListedThing[];
  readonly source: Source;
  /** What is not later than this and says nothing new leaves no trace: it was asked for again on purpose. */
  readonly quietUntil: number | null;
}

export interface AcceptedPage {
  /** Groups to wake after the commit. */
  readonly wake: readonly ResourceRef[];
  /** What nobody had told yet: no webhook, no fetch. */
  readonly news: readonly ListedThing[];
}

export async function acceptPage(
  context: RunContext,
  tx: ResourceTransaction,
  page: PageToAccept,
): Promise<AcceptedPage> {
  const effects = noEffects();
  const found = await find(context, tx, page, effects);
  const loaded = new Map((await tx.lockAndLoad(found.map(({ ref }) => ref))).map((r) => [r.id, r]));

  const byDoor: IncomingChange[] = [];
  const news: ListedThing[] = [];
  const taken = new Set<string>();
  for (const { thing, ref, change } of found) {
    const resource = loaded.get(ref.id);
    if (resource === undefined || isKnown(resource, thing, page.quietUntil)) continue;
    // A second row of the same thing is of another moment, and what was loaded is not: the door looks again.
    const first = !taken.has(ref.id);
    taken.add(ref.id);
    if (first && applyAtOnce(context, effects, resource, change)) news.push(thing);
    else byDoor.push(change);
  }
  await tx.save(effects);
  const made = effects.operations.filter(({ state }) => state === 'queued');
  const accepted = await acceptChanges(tx, byDoor, context.clock.now());
  return {
    wake: [...made.map(({ kind, recordId }) => ({ kind, id: recordId })), ...accepted.wake],
    news,
  };
}

// ------------------------------------------------------------------ finding

interface Found {
  readonly thing: ListedThing;
  readonly ref: ResourceRef;
  readonly change: IncomingChange;
}

async function find(
  context: RunContext,
  tx: ResourceTransaction,
  { repo, list, things, source }: PageToAccept,
  effects: Effects,
): Promise<Found[]> {
  const changes = things.map((thing) => changeOf(repo, list, thing, source));
  const tasks = await tx.findOrMakeTasks(changes.map(({ issue }) => issue));
  if (list === 'issues') {
    return things.flatMap((thing, index) => {
      const task = tasks[index];
      const change = changes[index];
      return task == null || task.former || change === undefined
        ? []
        : [{ thing, ref: { kind: 'task', id: task.taskId } as const, change }];
    });
  }
  await fetchUnknown(
    context,
    tx,
    tasks.flatMap((task) => (task?.made === true ? [task.taskId] : [])),
    source,
    effects,
  );
  const placed = things.flatMap((thing, index) => {
    const task = tasks[index];
    const change = changes[index];
    // What a page still says of an address that its issue has left is known at the new one.
    return task == null || task.former || change === undefined
      ? []
      : [{ thing, change, taskId: task.taskId }];
  });
  const comments = await tx.findOrMakeComments(
    placed.map(({ thing, change, taskId }) => ({
      externalId: thing.externalId,
      markedRecord: thing.markedRecord,
      issue: change.issue,
      taskId,
    })),
  );
  return placed.flatMap(({ thing, change }, index) => {
    const comment = comments[index];
    return comment === undefined
      ? []
      : [{ thing, change, ref: { kind: 'comment', id: comment.commentId } as const }];
  });
}

/** A comment of an issue that no list has brought yet: the issue is fetched by itself. */
async function fetchUnknown(
  context: RunContext,
  tx: ResourceTransaction,
  taskIds: readonly string[],
  source: Source,
  effects: Effects,
): Promise<void> {
  const refs = [...new Set(taskIds)].map((id) => ({ kind: 'task', id }) as const);
  for (const task of await tx.lockAndLoad(refs)) {
    effects.operations.push(fetchOperation(task, { id: uuid(), by: context.worker, source }));
  }
}

function changeOf(repo: RepoAddress, list: RepoList, thing: ListedThing, source: Source): IncomingChange {
  const isIssue = list === 'issues';
  const issue: IssueKey = {
    repoExternalId: repo.repoExternalId,
    number: thing.number,
    externalId: isIssue ? thing.externalId : null,
    pullRequestExternalId: null,
    taskKind: thing.facts.taskKind ?? 'issue',
    markedRecord: isIssue ? thing.markedRecord : null,
  };
  return {
    action: 'update',
    source,
    content: thing.content,
    githubUpdatedAt: thing.githubUpdatedAt,
    fetch: false,
    issue,
    comment: isIssue ? null : { externalId: thing.externalId, markedRecord: thing.markedRecord },
    facts: thing.facts,
    deliveryId: null,
    embeddedIssue: null,
  };
}

// ------------------------------------------------------------------ applying

function isKnown({ link }: LoadedResource, thing: ListedThing, quietUntil: number | null): boolean {
  return (
    quietUntil !== null &&
    thing.githubUpdatedAt <= quietUntil &&
    link?.base != null &&
    link.baseUpdatedAt === thing.githubUpdatedAt &&
    covers(link.base, thing.content) &&
    sameContent(link.base, thing.content)
  );
}

/** False: somebody else is at it, or the rules want a fetch or a closer look. Then nothing was done. */
function applyAtOnce(
  context: RunContext,
  effects: Effects,
  resource: LoadedResource,
  change: IncomingChange,
): boolean {
  if (!isUntouched(resource) || change.content === null || change.githubUpdatedAt === null) return false;
  const verdict = decideInbound(resource, change);
  if (verdict.verdict !== 'queue' || verdict.fetch || verdict.cancels.length > 0) return false;

  const { kind, id, link } = resource;
  const group = { kind, id };
  const { content, githubUpdatedAt, facts } = change;
  const applied = applyInbound(resource, { content, githubUpdatedAt }, context.mergeText);
  const operation: Operation = {
    id: uuid(),
    sequence: 0,
    direction: 'inbound',
    state: 'completed',
    source: change.source,
    action: link?.base == null ? 'create' : 'update',
    githubUpdatedAt,
    content: applied.base,
    facts,
    fetch: false,
    attempt: 0,
    notBefore: null,
    reason: null,
  };
  effects.operations.push({
    ...operation,
    kind,
    recordId: id,
    linkId: resource.linkId,
    installationRowId: resource.address?.installationRowId ?? null,
    passed: ['queued', 'processing'],
    by: context.worker,
  });
  const claimed = { group, operation, claimToken: '' };
  writeApplied(effects, context, claimed, { resource, applied, githubUpdatedAt, facts });
  if (applied.needsOutbound) writeOutbound(effects, context, claimed, resource, applied);
  return true;
}

/** Nothing is open, was sent, failed or was deleted: the merge needs no worker. */
function isUntouched({ open, errored, record, link }: LoadedResource): boolean {
  return (
    open.length === 0 &&
    errored.length === 0 &&
    record.deletedAt === null &&
    link !== null &&
    link.gone === null &&
    link.createIntent === null &&
    link.writeIntent === null &&
    link.lastWrite === null
  );
}
