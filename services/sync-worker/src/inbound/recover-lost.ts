// What our own write covered comes back (rule M4): a change that is over by itself may still tell of an edit that a
// person made between our read and our write. It is merged into the record, and sent, or kept as a conflict.
import { lostEdits, type Told } from '@tandem/shared/domain/decide/lost-edits.js';
import { recoverEdits } from '@tandem/shared/domain/decide/recover-edits.js';
import type { Effects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import { settledResource, writeOutbound, writeRecord, type Settlement } from '../settle-applied.js';

/** For a change that was not applied: it was dropped, or is a duplicate. A deletion wins over covered edits too (M5). */
export function recoverDropped(
  effects: Effects,
  context: RunContext,
  claimed: ClaimedOperation,
  resource: LoadedResource,
): void {
  const { link, record } = resource;
  const lost = lostEdits(link, claimed.operation);
  if (lost === null || link?.base == null || record.deletedAt !== null) return;
  const recovered = recoverEdits({ ...resource, link }, lost, context.mergeText);
  writeRecord(effects, claimed, resource, { ...recovered, isNew: false, restores: false });
  effects.links.push({ ...claimed.group, lastWrite: recovered.lastWrite });
  if (recovered.needsOutbound) {
    writeOutbound(effects, context, claimed, resource, { base: link.base, record: recovered.record });
  }
}

/** For a change after which something else was applied: what was fetched for it, or its own content. */
export function withRecovered(context: RunContext, settlement: Settlement, told: Told): Settlement {
  const { applied } = settlement;
  const after = settledResource(settlement);
  const { link, record } = after;
  const lost = record.deletedAt === null ? lostEdits(link, told) : null;
  if (lost === null || link === null) return settlement;
  const recovered = recoverEdits({ ...after, link }, lost, context.mergeText);
  return {
    ...settlement,
    applied: {
      ...applied,
      record: recovered.record,
      changed: [...new Set([...applied.changed, ...recovered.changed])],
      conflicts: [...applied.conflicts, ...recovered.conflicts],
      needsOutbound: recovered.needsOutbound,
      lastWrite: recovered.lastWrite,
    },
  };
}
