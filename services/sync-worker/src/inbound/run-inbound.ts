// An inbound operation: judged again, fetched if it must be, merged into the record (DESIGN sections 5 and 6).
import { v7 as uuid } from 'uuid';
import { applyInbound } from '@tandem/shared/domain/merge/apply-inbound.js';
import { recheckInbound, type Verdict } from '@tandem/shared/domain/decide/decide-inbound.js';
import { SECOND_MS } from '@tandem/shared/domain/clock.js';
import { readAgainAfterMs } from '@tandem/shared/domain/github/read-again.js';
import type { Reason } from '@tandem/shared/domain/operations/operation.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { queuedOf } from '@tandem/shared/domain/resource/resource.js';
import { isClosedToChanges, isOpenAgain, type Seen } from '@tandem/shared/domain/decide/tombstone.js';
import { judgeAgain } from '@tandem/shared/judge-again.js';
import { noEffects, type Effects } from '@tandem/shared/ports/effects.js';
import type { Called, RemoteState } from '@tandem/shared/ports/github.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ResourceTransaction } from '@tandem/shared/ports/resource-store.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import {
  settledResource,
  writeApplied,
  writeCompleted,
  writeOutbound,
  type Settlement,
} from '../settle-applied.js';
import type { Unsettled } from '../settle-failure.js';
import { applyDeletionOrAsk } from './apply-deletion.js';
import { waitForRelink } from '../wait-for-relink.js';
import { relinkComments } from './relink-comments.js';
import { recoverDropped, withRecovered } from './recover-lost.js';

/** How long to leave GitHub before it is asked again where a second is not over yet. */
const READ_AGAIN_MS = SECOND_MS;

export async function runInbound(context: RunContext, claimed: ClaimedOperation): Promise<Unsettled | null> {
  const judged = await context.store.transaction((tx) => judgeAndApply(context, tx, claimed));
  if (judged !== null && 'fetch' in judged) return fetchAndApply(context, claimed, judged.fetch);
  return judged;
}

/** Everything that needs no request, in one transaction. `fetch`: the resource must be asked for first. */
async function judgeAndApply(
  context: RunContext,
  tx: ResourceTransaction,
  claimed: ClaimedOperation,
): Promise<Unsettled | { readonly fetch: LoadedResource } | null> {
  const { group, operation } = claimed;
  const [resource] = await tx.lockAndLoad([group]);
  if (resource === undefined)
    throw new Error(`The ${group.kind} ${group.id} of an operation does not exist.`);

  const verdict = recheckInbound(resource, operation);
  if (verdict.verdict !== 'queue') {
    await endByVerdict(context, tx, claimed, resource, verdict);
    return null;
  }
  if (operation.action === 'delete') return applyDeletionOrAsk(context, tx, claimed, resource);
  if (verdict.fetch || operation.content === null || operation.githubUpdatedAt === null)
    return { fetch: resource };

  const { content, githubUpdatedAt } = operation;
  const settlement = merged(context, resource, { content, githubUpdatedAt, facts: operation.facts ?? {} });
  await complete(context, tx, claimed, settlement);
  return null;
}

/** The state merged into the record. Where it reopens what a client deleted, the record comes back (rule M5). */
function merged(
  context: RunContext,
  resource: LoadedResource,
  state: Pick<RemoteState, 'content' | 'githubUpdatedAt' | 'facts'> & Partial<RemoteState>,
): Settlement {
  const restores = resource.record.deletedAt !== null;
  const alive = { ...resource, record: { ...resource.record, deletedAt: null, deletedBy: null } };
  const { answeredAt, etag } = state;
  return {
    resource,
    applied: applyInbound(
      alive,
      { ...state, ...(answeredAt === undefined ? {} : { seenAt: answeredAt }) },
      context.mergeText,
    ),
    githubUpdatedAt: state.githubUpdatedAt,
    facts: state.facts,
    ...(etag === undefined ? {} : { etag }),
    restores,
  };
}

async function complete(
  context: RunContext,
  tx: ResourceTransaction,
  claimed: ClaimedOperation,
  settlement: Settlement,
): Promise<void> {
  const effects = noEffects();
  const whole = withRecovered(context, settlement, claimed.operation);
  writeApplied(effects, context, claimed, whole);
  writeCompleted(effects, context, claimed, whole);
  if (settlement.restores === true) {
    const told = await judgeAgain(tx, settledResource(whole), { newId: uuid, by: context.worker });
    effects.operations.push(...told);
  }
  await tx.save(effects);
}

async function fetchAndApply(
  context: RunContext,
  claimed: ClaimedOperation,
  resource: LoadedResource,
): Promise<Unsettled | null> {
  const { group, operation } = claimed;
  const { address } = resource;
  const wait = await waitForRelink(context, resource);
  if (wait !== null) return wait;
  if (address === null)
    throw new Error(`The ${group.kind} ${group.id} has no place on GitHub to be fetched from.`);
  // Unconditional where an event asked: the etag may be of the very second whose order cannot be told. And without a base
  // there is nothing that "not modified" could stand for.
  const isKnown = operation.githubUpdatedAt === null && resource.link?.base != null;
  const conditional = isKnown ? address : { ...address, etag: null };
  const answer = await context.github.read(group, conditional, 'event');
  if (!answer.ok) return answer.failure;
  const unlinked =
    group.kind === 'task' && resource.relinking ? await relinkComments(context, claimed, resource) : null;
  if (unlinked !== null) return unlinked;
  return applyFetched(context, claimed, answer);
}

async function applyFetched(
  context: RunContext,
  claimed: ClaimedOperation,
  { value: fetched }: Extract<Called<RemoteState | 'not_modified'>, { ok: true }>,
): Promise<Unsettled | null> {
  const { group, operation } = claimed;
  const asked = operation.githubUpdatedAt;
  if (fetched !== 'not_modified' && asked !== null && fetched.answeredAt <= asked + SECOND_MS) {
    return readAgain(context, READ_AGAIN_MS, REASONS.secondNotOver); // rule 4: more may happen in this second
  }
  return context.store.transaction(async (tx) => {
    const [resource] = await tx.lockAndLoad([group]);
    if (resource === undefined) return null;
    const { link } = resource;
    const state = fetched === 'not_modified' ? knownState(resource) : fetched;
    if (state === null) return readAgain(context, READ_AGAIN_MS, REASONS.laggingReplica);
    const told = Math.max(link?.baseUpdatedAt ?? 0, asked ?? 0);
    if (fetched !== 'not_modified' && state.githubUpdatedAt < told) {
      return readAgain(context, readAgainAfterMs(fetched.answeredAt - told), REASONS.laggingReplica);
    }
    if (isClosedToChanges(resource, state)) {
      const droppedFor = { type: resource.kind, id: resource.id } as const;
      const verdict = { verdict: 'drop', droppedFor, reason: REASONS.recordDeleted } as const;
      await endByVerdict(context, tx, claimed, resource, verdict, state);
      return null;
    }
    await complete(context, tx, claimed, merged(context, resource, state));
    return null;
  });
}

/** What a 304 stands for: the base itself. */
function knownState({ link, address }: LoadedResource): Omit<RemoteState, 'answeredAt'> | null {
  if (link === null || link.base === null || link.baseUpdatedAt === null) return null;
  return { content: link.base, githubUpdatedAt: link.baseUpdatedAt, facts: {}, etag: address?.etag ?? null };
}

function readAgain(context: RunContext, afterMs: number, reason: Reason): Unsettled {
  return { kind: 'wait', until: context.clock.now() + afterMs, reason };
}

async function endByVerdict(
  context: RunContext,
  tx: ResourceTransaction,
  claimed: ClaimedOperation,
  resource: LoadedResource,
  verdict: Exclude<Verdict, { verdict: 'queue' }>,
  seen: Seen = claimed.operation,
): Promise<void> {
  const { group, operation, claimToken } = claimed;
  const effects = noEffects();
  const move = {
    kind: group.kind,
    id: operation.id,
    from: 'processing',
    by: context.worker,
    reason: verdict.reason,
    claimToken,
  } as const;
  switch (verdict.verdict) {
    case 'drop':
      effects.moves.push({ ...move, to: 'dropped', droppedFor: verdict.droppedFor });
      break;
    case 'duplicate':
      effects.moves.push({ ...move, to: 'duplicate', duplicateOf: verdict.duplicateOf });
      if (verdict.baseUpdatedAt !== null) {
        effects.links.push({ ...group, baseUpdatedAt: verdict.baseUpdatedAt });
        effects.records.push({ ...group, sync: { remoteUpdatedAt: verdict.baseUpdatedAt } });
      }
      break;
    case 'disable':
      effects.moves.push({ ...move, to: 'disabled' });
      break;
  }
  if (resource.link?.exists === false && operation.facts !== null) {
    effects.links.push({ ...group, facts: operation.facts });
  }
  if (verdict.verdict !== 'disable') recoverDropped(effects, context, claimed, resource);
  if (isOpenAgain(resource, seen)) closeAgain(effects, context, claimed, resource, seen);
  await tx.save(effects);
}

/** The issue of a tombstone was reopened before the deletion: GitHub's state is known, and the deletion told once more. */
function closeAgain(
  effects: Effects,
  context: RunContext,
  claimed: ClaimedOperation,
  resource: LoadedResource,
  { content, githubUpdatedAt }: Seen,
): void {
  const base = { ...resource.link?.base, ...content };
  effects.links.push({
    ...claimed.group,
    base,
    baseOperationId: claimed.operation.id,
    etag: null,
    ...(githubUpdatedAt === null ? {} : { baseUpdatedAt: githubUpdatedAt }),
  });
  if (queuedOf(resource, 'outbound').length > 0) return;
  writeOutbound(effects, context, claimed, resource, { base, record: resource.record.content });
}
