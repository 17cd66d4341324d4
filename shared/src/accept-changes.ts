// The door's story: a batch of changes from GitHub becomes operations (DESIGN sections 2, 3 and 5). A webhook is a batch
// of one, a page of a pull a batch of a hundred; the statements are as many either way. It runs in a transaction that
// the caller opened, so that the delivery or the pointer that brought the batch is settled together with it, and the
// caller rings the bell after the commit. It stands in shared because both services are doors.
import { v7 as uuid } from 'uuid';
import { decideInbound, type InboundChange, type Verdict } from './domain/decide/decide-inbound.js';
import type { Facts, Operation, Reason } from './domain/operations/operation.js';
import { REASONS } from './domain/operations/reasons.js';
import { noEffects, type Effects, type NewOperation } from './ports/effects.js';
import type { LoadedResource, ResourceRef } from './ports/loaded-resource.js';
import type { CommentKey, FoundIssue, IssueKey, ResourceTransaction } from './ports/resource-store.js';
import type { Transfer } from './ports/transfers.js';
import { transferIssue, type Transferred } from './transfer-issue.js';

/** What every door makes of its input. */
export interface IncomingChange extends InboundChange {
  readonly issue: IssueKey;
  /** Null: the change is about the issue itself. */
  readonly comment: Omit<CommentKey, 'issue'> | null;
  readonly facts: Facts;
  readonly deliveryId: string | null;
  /** The issue that came along with a comment; used only if nothing is known of it yet. */
  readonly embeddedIssue: { readonly change: InboundChange; readonly facts: Facts } | null;
  /** The change tells of a transfer to its issue's address. */
  readonly transfer?: Transfer;
}

export interface Outcome {
  /** Null: there is nothing to attach the change to. */
  readonly operation: { readonly id: string; readonly state: Operation['state'] } | null;
  /** Why not; absent = the repo is unknown. */
  readonly reason?: Reason;
}

export interface Accepted {
  /** In the order of the batch. */
  readonly outcomes: readonly Outcome[];
  /** Groups that have work now; to be woken after the commit, for a worker that comes earlier sees nothing. */
  readonly wake: readonly ResourceRef[];
}

export async function acceptChanges(
  tx: ResourceTransaction,
  batch: readonly IncomingChange[],
  now: number,
): Promise<Accepted> {
  const outcomes: Outcome[] = batch.map(() => ({ operation: null }));
  const wake = new Map<string, ResourceRef>();
  const transfers = await followTransfers(tx, batch, now);
  for (const [index, { operation }] of transfers) {
    if (operation === null) continue;
    outcomes[index] = { operation: { id: operation.id, state: operation.state } };
    if (operation.state === 'queued') wake.set(operation.recordId, { kind: 'task', id: operation.recordId });
  }
  const entries = await findResources(tx, batch, transfers, outcomes);
  const known = new Map((await tx.lockAndLoad(entries.map(({ ref }) => ref))).map((r) => [keyOf(r), r]));

  let effects = noEffects();
  for (const entry of entries) {
    const resource = known.get(keyOf(entry.ref));
    if (resource === undefined) continue;
    const verdict = entry.over ?? decideInbound(resource, entry.change);
    if (verdict.verdict === 'queue' && verdict.cancels.some((id) => isNewIn(effects, id))) {
      // A statement cannot move a row that it inserts itself.
      await tx.save(effects);
      effects = noEffects();
    }
    const operation = record(effects, resource, entry, verdict, now);
    known.set(keyOf(entry.ref), evolve(resource, entry, verdict, operation));
    if (operation.state === 'queued') wake.set(entry.ref.id, entry.ref);
    if (entry.index !== null)
      outcomes[entry.index] = { operation: { id: operation.id, state: operation.state } };
  }
  await tx.save(effects);
  return { outcomes, wake: [...wake.values()] };
}

// ------------------------------------------------------------------ finding

/** A change with the record it is about. `index` is its place in the batch; null for what only came along. */
interface Entry {
  readonly index: number | null;
  readonly ref: ResourceRef;
  readonly change: InboundChange;
  readonly facts: Facts;
  readonly deliveryId: string | null;
  /** What is decided already: the change is about an address that its issue has left. */
  readonly over: Verdict | null;
}

async function findResources(
  tx: ResourceTransaction,
  batch: readonly IncomingChange[],
  transfers: Transfers,
  outcomes: Outcome[],
): Promise<Entry[]> {
  const tasks = await tx.findOrMakeTasks(batch.map(({ issue }) => issue));
  const comments = batch.flatMap(({ issue, comment }, index) => {
    const task = tasks[index];
    if (comment === null || task == null) return [];
    if (task.former) {
      outcomes[index] = { operation: null, reason: REASONS.formerAddress };
      return [];
    }
    return [{ ...comment, issue, taskId: task.taskId, index }];
  });
  const found = await tx.findOrMakeComments(comments);
  const commentIds = new Map(comments.map(({ index }, position) => [index, found[position]?.commentId]));

  return batch.flatMap((incoming, index): Entry[] => {
    const task = tasks[index];
    if (task == null) return [];
    const { change, facts, deliveryId } = {
      change: incoming,
      facts: incoming.facts,
      deliveryId: incoming.deliveryId,
    };
    const taskRef = { kind: 'task', id: task.taskId } as const;
    const over = decidedByAddress(task, incoming, transfers.get(index));
    if (over === 'settled') return [];
    if (incoming.comment === null) return [{ index, ref: taskRef, change, facts, deliveryId, over }];
    const commentId = commentIds.get(index);
    const entry: Entry[] =
      commentId === undefined
        ? []
        : [{ index, ref: { kind: 'comment', id: commentId }, change, facts, deliveryId, over }];
    return task.made ? [issueOf(incoming, taskRef), ...entry] : entry;
  });
}

/** The issue of a comment, unknown until now: as it came along, else by a fetch. */
function issueOf({ embeddedIssue, source, deliveryId, issue }: IncomingChange, ref: ResourceRef): Entry {
  const change = embeddedIssue?.change ?? {
    action: 'create',
    source,
    content: null,
    githubUpdatedAt: null,
    fetch: true,
  };
  return {
    index: null,
    ref,
    change,
    facts: embeddedIssue?.facts ?? { number: issue.number },
    deliveryId,
    over: null,
  };
}

// ------------------------------------------------------------------ transfers

type Transfers = ReadonlyMap<number, Transferred>;

/** Before anything is looked up: a change of the same batch may be of the new address. */
async function followTransfers(
  tx: ResourceTransaction,
  batch: readonly IncomingChange[],
  now: number,
): Promise<Transfers> {
  const transfers = new Map<number, Transferred>();
  for (const [index, { transfer, source, deliveryId, issue }] of batch.entries()) {
    if (transfer === undefined) continue;
    const told = { source, by: `door:${source}`, deliveryId, now, fetch: null };
    let transferred = await transferIssue(tx, transfer, told);
    if (transferred?.kind === 'unknown') {
      // A new issue to us, of which the old address must not make a second one.
      await tx.findOrMakeTasks([issue]);
      transferred = await transferIssue(tx, transfer, told);
    }
    if (transferred !== null) transfers.set(index, transferred);
  }
  return transfers;
}

/** What needs no rule any more; null: it is decided like every change. `settled`: the transfer was all there was to it. */
function decidedByAddress(
  { taskId, former }: FoundIssue,
  { content, transfer }: IncomingChange,
  transferred: Transferred | undefined,
): Verdict | 'settled' | null {
  const droppedFor = { type: 'task', id: taskId } as const;
  if (transfer === undefined || transferred === undefined) {
    return former ? { verdict: 'drop', droppedFor, reason: REASONS.formerAddress } : null;
  }
  if (transferred.kind === 'known') {
    return content === null ? { verdict: 'drop', droppedFor, reason: REASONS.transferKnown } : null;
  }
  // Another project's repo has it now: there it is like every new issue.
  return transferred.kind === 'stay' ? null : 'settled';
}

// ------------------------------------------------------------------ writing down

function record(
  effects: Effects,
  resource: LoadedResource,
  { change, facts, deliveryId }: Entry,
  verdict: Verdict,
  now: number,
): NewOperation {
  const { kind, id, linkId, address } = resource;
  const by = `door:${change.source}`;
  const operation: NewOperation = {
    id: uuid(),
    kind,
    recordId: id,
    linkId,
    direction: 'inbound',
    source: change.source,
    action: change.action,
    githubUpdatedAt: change.githubUpdatedAt,
    content: change.content,
    facts,
    deliveryId,
    installationRowId: address?.installationRowId ?? null,
    by,
    ...birth(verdict),
  };
  effects.operations.push(operation);
  if (verdict.verdict === 'queue') {
    for (const canceled of verdict.cancels) {
      effects.moves.push({
        kind,
        id: canceled,
        from: 'queued',
        to: 'canceled',
        by,
        reason: REASONS.superseded,
        claimToken: null,
        canceledBy: operation.id,
      });
    }
    effects.records.push({ kind, id, sync: { latestEventAt: now } });
  }
  // Whatever becomes of the change, its thing is ours from now on; else the next one would make a second record.
  if (resource.link?.exists === false) effects.links.push({ kind, id, facts });
  if (verdict.verdict === 'duplicate' && verdict.baseUpdatedAt !== null) {
    effects.links.push({ kind, id, baseUpdatedAt: verdict.baseUpdatedAt });
    effects.records.push({ kind, id, sync: { remoteUpdatedAt: verdict.baseUpdatedAt } });
  }
  return operation;
}

function birth(
  verdict: Verdict,
): Pick<NewOperation, 'state' | 'fetch' | 'reason' | 'duplicateOf' | 'droppedFor'> {
  switch (verdict.verdict) {
    case 'queue':
      return { state: 'queued', fetch: verdict.fetch, reason: null };
    case 'drop':
      return { state: 'dropped', fetch: false, reason: verdict.reason, droppedFor: verdict.droppedFor };
    case 'duplicate':
      return { state: 'duplicate', fetch: false, reason: verdict.reason, duplicateOf: verdict.duplicateOf };
    case 'disable':
      return { state: 'disabled', fetch: false, reason: verdict.reason };
  }
}

/** The resource as the next change of the same batch must see it. */
function evolve(
  resource: LoadedResource,
  { change, facts }: Entry,
  verdict: Verdict,
  { id }: NewOperation,
): LoadedResource {
  const link = resource.link === null ? null : { ...resource.link, exists: true };
  if (verdict.verdict === 'duplicate' && verdict.baseUpdatedAt !== null && link !== null) {
    return { ...resource, link: { ...link, baseUpdatedAt: verdict.baseUpdatedAt } };
  }
  if (verdict.verdict !== 'queue') return { ...resource, link };
  const born: Operation = {
    id,
    sequence: (resource.open.at(-1)?.sequence ?? 0) + 1,
    direction: 'inbound',
    state: 'queued',
    source: change.source,
    action: change.action,
    githubUpdatedAt: change.githubUpdatedAt,
    content: change.content,
    facts,
    fetch: verdict.fetch,
    attempt: 0,
    notBefore: null,
    reason: null,
  };
  const open = resource.open.filter((operation) => !verdict.cancels.includes(operation.id));
  return { ...resource, open: [...open, born], link };
}

function isNewIn(effects: Effects, id: string): boolean {
  return effects.operations.some((operation) => operation.id === id);
}

function keyOf({ kind, id }: ResourceRef): string {
  return `${kind}:${id}`;
}
