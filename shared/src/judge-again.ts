// A record that was deleted comes back (rules M5 and M6): what GitHub told meanwhile was dropped because of the deletion.
// The present state is fetched anyhow; what only those changes tell of, an edit that our own write covered (rule M4), is
// judged again, as new operations, so that the trail keeps both verdicts.
import { mayBeLost } from './domain/decide/lost-edits.js';
import type { NewOperation } from './ports/effects.js';
import type { LoadedResource } from './ports/loaded-resource.js';
import type { ResourceTransaction } from './ports/resource-store.js';

/** @param resource as it is from now on: alive, with its new base and intents. */
export async function judgeAgain(
  tx: Pick<ResourceTransaction, 'droppedAsDeleted'>,
  resource: LoadedResource,
  { newId, by }: { readonly newId: () => string; readonly by: string },
): Promise<NewOperation[]> {
  const { kind, id, closedBecause, linkId, address } = resource;
  const dropped = await tx.droppedAsDeleted({ kind, id });
  return dropped
    .filter((operation) => mayBeLost(resource, operation))
    .map((operation) => ({
      id: newId(),
      kind,
      recordId: id,
      linkId,
      direction: 'inbound',
      state: closedBecause === null ? 'queued' : 'disabled',
      source: operation.source,
      action: operation.action,
      githubUpdatedAt: operation.githubUpdatedAt,
      content: operation.content,
      facts: operation.facts,
      fetch: false,
      reason: closedBecause,
      deliveryId: operation.deliveryId,
      installationRowId: address?.installationRowId ?? null,
      by,
    }));
}
