// Makes the fetch operations of single resources whose time has come, on the way of every door: what is queued already
// serves for this one too, so a schedule that is told twice syncs once (time-7, time-10).
import { v7 as uuid } from 'uuid';
import { queuedOf } from '@tandem/shared/domain/resource/resource.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { DueResource } from '@tandem/shared/ports/pull.js';
import type { PullContext } from '../pull/pull-context.js';

/** @param resources in the order in which they are to run */
export async function fetchEach(context: PullContext, resources: readonly DueResource[]): Promise<void> {
  if (resources.length === 0) return;
  const due = new Map(resources.map((resource) => [resource.id, resource]));
  const { groups: wake, fetches } = await context.store.transaction(async (tx) => {
    const effects = noEffects();
    const groups: ResourceRef[] = [];
    for (const resource of await tx.lockAndLoad(resources.map(({ kind, id }) => ({ kind, id })))) {
      const { kind, id } = resource;
      const asked = due.get(id)?.requested === true;
      if (asked) effects.records.push({ kind, id, sync: { syncRequestedAt: null } });
      // Closed meanwhile, or synced by somebody else since it was read: nothing is written for it (time-9, time-10).
      const isLate = (due.get(id)?.lastSyncedAt ?? 0) < (resource.sync.lastSyncedAt ?? 0);
      if (resource.closedBecause !== null || resource.record.deletedAt !== null || (isLate && !asked))
        continue;
      groups.push({ kind, id });
      if (queuedOf(resource, 'inbound').some(({ fetch }) => fetch)) continue;
      const source = asked ? 'manual' : 'scheduler';
      effects.operations.push(fetchOperation(resource, { id: uuid(), by: context.worker, source }));
    }
    await tx.save(effects);
    return { groups, fetches: effects.operations.length };
  });
  // Told as they are queued: each is one request, and brings its resource in step.
  context.tally.asked('single', fetches);
  context.tally.synced('single', fetches);
  await context.bell.ring(wake);
}
