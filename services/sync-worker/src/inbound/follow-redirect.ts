// GitHub answered that an issue has moved (301) in a repo whose name is right: it was transferred, and nobody told us. The
// record goes along (rule P5), and the operation that met it goes on at the new address.
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import { issueAt } from '@tandem/shared/domain/decide/issue-location.js';
import { REASONS, transferredAway } from '@tandem/shared/domain/operations/reasons.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import { transferIssue, type Transferred } from '@tandem/shared/transfer-issue.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import type { Unsettled } from '../settle-failure.js';

export type Moved = Extract<Failure, { kind: 'moved' }>;

/** Null: the operation has ended, because its record has. A redirect that leads nowhere comes back as it is. */
export async function followRedirect(
  context: RunContext,
  claimed: ClaimedOperation,
  { taskId, address }: LoadedResource,
  failure: Moved,
): Promise<Unsettled | null> {
  const location = issueAt(failure.location);
  if (location === null || address?.installationId == null) return failure;
  const repo = await context.findRepo(address.installationId, location.repoExternalId);
  if (repo.kind === 'failed') return repo.failure;
  const facts = repo.kind === 'unreadable' ? null : repo.facts;
  const { group, operation } = claimed;

  const moved = await context.store.transaction(async (tx): Promise<Transferred | 'elsewhere' | null> => {
    const [task] = await tx.lockAndLoad([{ kind: 'task', id: taskId }]);
    const isWhereItWas = task?.address?.repoId === address.repoId && task.address.number === address.number;
    if (!isWhereItWas) return 'elsewhere'; // somebody else was told meanwhile
    const fetches = group.kind === 'task' && operation.direction === 'inbound' && operation.content === null;
    return transferIssue(
      tx,
      { from: { taskId }, to: { ...location, facts: {} }, repo: facts },
      {
        source: 'scheduler',
        by: context.worker,
        deliveryId: null,
        now: context.clock.now(),
        fetch: fetches ? { taskId, operationId: operation.id } : null,
      },
    );
  });
  if (moved === null || (moved !== 'elsewhere' && moved.kind === 'known')) return failure;
  const until = context.clock.now();
  if (moved === 'elsewhere') return { kind: 'wait', until, reason: REASONS.repoRenamed };
  if (moved.operation?.state === 'queued') {
    await context.bell.ring([{ kind: 'task', id: moved.operation.recordId }]);
  }
  if (moved.kind === 'stay') {
    const to = `${facts === null ? location.repoExternalId : `${facts.owner}/${facts.name}`}#${location.number}`;
    return { kind: 'forbidden', suspended: false, reason: transferredAway(to, true) };
  }
  if (group.kind === 'task' && moved.taskId !== taskId) return endMerged(context, claimed, moved.taskId);
  return { kind: 'wait', until, reason: moved.reason };
}

/** Its record was merged into the older one, which goes on. */
async function endMerged(
  context: RunContext,
  { group, operation, claimToken }: ClaimedOperation,
  survivor: string | null,
): Promise<null> {
  const effects = noEffects();
  effects.moves.push({
    kind: group.kind,
    id: operation.id,
    from: 'processing',
    to: 'dropped',
    by: context.worker,
    reason: REASONS.mergedInto,
    claimToken,
    ...(survivor === null ? {} : { droppedFor: { type: 'task', id: survivor } as const }),
  });
  await context.store.transaction((tx) => tx.save(effects));
  return null;
}
