// After a transfer the comments have new ids: they are listed once at the new address, and each record finds its own again
// (rule P5). What was made for one of them meanwhile is merged into the older record (M7); what cannot be found is asked
// for, for only GitHub can say that it was deleted.
import { v7 as uuid } from 'uuid';
import { acceptChanges, type IncomingChange } from '@tandem/shared/accept-changes.js';
import { sameContent } from '@tandem/shared/domain/resource/content.js';
import {
  matchComments,
  type CommentTraits,
  type KnownComment,
} from '@tandem/shared/domain/resource/match-comments.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { queuedOf } from '@tandem/shared/domain/resource/resource.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { noEffects, type Effects } from '@tandem/shared/ports/effects.js';
import type { ListedComment } from '@tandem/shared/ports/github.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { ResourceTransaction } from '@tandem/shared/ports/resource-store.js';
import { takeOver } from '@tandem/shared/transfer-issue.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import type { Unsettled } from '../settle-failure.js';

/** Null: they are linked, or another address has to be listed for it. */
export async function relinkComments(
  context: RunContext,
  claimed: ClaimedOperation,
  { id, address }: LoadedResource,
): Promise<Unsettled | null> {
  if (address === null) return null;
  const listed = await context.github.listComments(address);
  if (!listed.ok) return listed.failure;
  const wake = await context.store.transaction(async (tx) => {
    const [task] = await tx.lockAndLoad([{ kind: 'task', id }]);
    if (task?.relinking !== true || task.address?.repoId !== address.repoId) return [];
    return relink(context, tx, claimed, task, listed.value);
  });
  await context.bell.ring(wake);
  return null;
}

interface Listed extends CommentTraits {
  readonly comment: ListedComment;
}

async function relink(
  context: RunContext,
  tx: ResourceTransaction,
  claimed: ClaimedOperation,
  task: LoadedResource,
  comments: readonly ListedComment[],
): Promise<ResourceRef[]> {
  const known = await tx.transfers.knownComments(task.id);
  const { moved, fresh, missing } = matchComments(known, comments.map(traitsOf));
  const effects = noEffects();
  const byDoor: Listed[] = [...fresh];
  const wake: ResourceRef[] = [];
  for (const { known: mine, listed, also } of moved) {
    const merged = await linkAnew(context, tx, effects, claimed, mine, listed, also);
    wake.push(...merged.wake);
    if (!merged.same) byDoor.push(listed);
  }
  wake.push(...(await askForMissing(context, tx, effects, missing)));
  await tx.save(effects);
  const repoExternalId = await tx.transfers.repoOf(task.id);
  const changes =
    repoExternalId === null ? [] : byDoor.map((listed) => changeOf(listed, task, repoExternalId));
  const accepted = await acceptChanges(tx, changes, context.clock.now());
  return [...wake, ...accepted.wake, ...(await tx.transfers.endRelink(task.id))];
}

/** `same` = it says there what it said here. */
async function linkAnew(
  context: RunContext,
  tx: ResourceTransaction,
  effects: Effects,
  { operation }: ClaimedOperation,
  mine: KnownComment,
  { comment, externalId }: Listed,
  also: string | null,
): Promise<{ readonly same: boolean; readonly wake: readonly ResourceRef[] }> {
  const ref = { kind: 'comment', id: mine.recordId } as const;
  const others = also === null ? [] : [{ kind: 'comment', id: also } as const];
  const loaded = await tx.lockAndLoad([ref, ...others]);
  const resource = loaded.find(({ id }) => id === ref.id);
  const other = loaded.find(({ id }) => id === also);
  if (resource === undefined) return { same: true, wake: [] };
  if (other !== undefined) {
    await tx.transfers.mergeComments({ survivor: ref.id, other: other.id, at: context.clock.now() });
    for (const waiting of [...queuedOf(other, 'inbound'), ...queuedOf(other, 'outbound')]) {
      effects.moves.push({
        kind: 'comment',
        id: waiting.id,
        from: 'queued',
        to: 'canceled',
        by: context.worker,
        reason: REASONS.mergedInto,
        claimToken: null,
        canceledBy: operation.id,
      });
    }
    takeOver(effects, resource, other, { by: context.worker }, operation.id);
  }
  const base = resource.link?.base ?? null;
  const same = base !== null && sameContent(base, comment.content);
  const { nodeId, url, bodyFrame } = comment.facts;
  effects.links.push({
    ...ref,
    facts: {
      externalId,
      ...(nodeId === undefined ? {} : { nodeId }),
      ...(url === undefined ? {} : { url }),
      ...(bodyFrame === undefined ? {} : { bodyFrame }),
    },
    etag: null,
    baseUpdatedAt: same ? comment.githubUpdatedAt : null,
  });
  return { same, wake: other === undefined ? [] : [ref] };
}

async function askForMissing(
  context: RunContext,
  tx: ResourceTransaction,
  effects: Effects,
  missing: readonly KnownComment[],
): Promise<ResourceRef[]> {
  const refs = missing.map(({ recordId }) => ({ kind: 'comment', id: recordId }) as const);
  const resources = refs.length === 0 ? [] : await tx.lockAndLoad(refs);
  for (const resource of resources) {
    effects.operations.push(
      fetchOperation(resource, { id: uuid(), by: context.worker, source: 'scheduler' }),
    );
  }
  return refs;
}

function traitsOf(comment: ListedComment): Listed {
  const { externalId, markedRecord, facts, content } = comment;
  return {
    externalId,
    recordId: markedRecord,
    author: facts.author?.login ?? null,
    createdAt: facts.createdAt ?? null,
    body: content.body ?? '',
    comment,
  };
}

function changeOf(
  { comment, externalId }: Listed,
  { address, taskKind }: LoadedResource,
  repoExternalId: string,
): IncomingChange {
  const { content, githubUpdatedAt, facts, markedRecord } = comment;
  return {
    action: 'update',
    source: 'scheduler',
    content,
    githubUpdatedAt,
    fetch: false,
    issue: {
      repoExternalId,
      number: address?.number ?? 0,
      externalId: null,
      pullRequestExternalId: null,
      taskKind,
      markedRecord: null,
    },
    comment: { externalId, markedRecord },
    facts,
    deliveryId: null,
    embeddedIssue: null,
  };
}
