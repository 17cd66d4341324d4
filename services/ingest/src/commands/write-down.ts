// Writes one client's write down: the decision of the domain becomes the effects of one transaction. The record's new
// state, the operation that carries it and the end of those that it replaces are saved together or not at all.
import type { ClientTransaction } from '@tandem/shared/ports/client.js';
import type { Content } from '@tandem/shared/domain/resource/content.js';
import { decideClientWrite } from '@tandem/shared/domain/decide/decide-client-write.js';
import type { Action } from '@tandem/shared/domain/operations/operation.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { noEffects, type Effects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';

export interface WriteDown {
  readonly action: Action;
  readonly values: Content;
  /** Now, on GitHub's clock (ms). */
  readonly at: number;
  /** Who writes, as the timeline names it. */
  readonly by: string;
  readonly operationId: string;
}

export interface WrittenDown {
  /** Null: the record holds these values already, and nothing was written. */
  readonly operationId: string | null;
  /** Groups to wake after the commit. */
  readonly wake: readonly ResourceRef[];
}

const NOTHING: WrittenDown = { operationId: null, wake: [] };

/** The resource must be locked and loaded in this transaction. */
export async function writeDown(
  tx: ClientTransaction,
  resource: LoadedResource,
  write: WriteDown,
): Promise<WrittenDown> {
  const { kind, id } = resource;
  // What could not run until now is told to GitHub by this write; while it cannot run either, both stay as they are.
  const disabled = resource.closedBecause === null ? await tx.disabledOutbound({ kind, id }) : [];
  const decision = decideClientWrite({ ...resource, errored: [...resource.errored, ...disabled] }, write);
  if (decision.kind === 'unchanged') return NOTHING;

  const { operation, cancels } = decision;
  await tx.save({
    ...noEffects(),
    operations: [
      {
        id: write.operationId,
        kind,
        recordId: id,
        linkId: resource.linkId,
        direction: 'outbound',
        state: operation.state,
        source: 'client',
        action: operation.action,
        githubUpdatedAt: null,
        content: operation.content,
        facts: null,
        fetch: false,
        reason: operation.reason,
        notBefore: operation.notBefore,
        installationRowId: resource.address?.installationRowId ?? null,
        by: write.by,
      },
    ],
    moves: cancels.map((canceled) => ({
      kind,
      id: canceled.id,
      from: canceled.state,
      to: 'canceled' as const,
      by: write.by,
      reason: REASONS.superseded,
      claimToken: null,
      canceledBy: write.operationId,
    })),
    ...changeOfRecord(resource, write, decision),
  });
  return { operationId: write.operationId, wake: operation.state === 'queued' ? [{ kind, id }] : [] };
}

type Changed = Extract<ReturnType<typeof decideClientWrite>, { kind: 'changed' }>;

/** Nothing where the write only sends again what the record holds. */
function changeOfRecord(
  { kind, id, record, projectId }: LoadedResource,
  { action, at, operationId }: WriteDown,
  { changed, record: content, localModifiedAt }: Changed,
): Pick<Effects, 'records' | 'changes'> {
  const born = record.version === 0;
  const deleted = action === 'delete';
  if (changed.length === 0 && !born && !deleted) return { records: [], changes: [] };
  const version = record.version + 1;
  return {
    records: [
      {
        kind,
        id,
        content,
        version,
        changed,
        provenance: { side: 'client', operationId },
        localModifiedAt,
        ...(deleted ? { deleted: { at, by: 'client' as const } } : {}),
        sync: { latestEventAt: at },
      },
    ],
    changes: [
      {
        kind,
        id,
        projectId,
        event: born ? 'created' : deleted ? 'deleted' : 'updated',
        version,
        fields: changed,
        operationId,
      },
    ],
  };
}
