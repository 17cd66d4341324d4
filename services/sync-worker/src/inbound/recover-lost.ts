// What our own write covered comes back (rule M4): a change that is over by itself may still tell of an edit that a
// person made between our read and our write. It is merged into the record, and sent, or kept as a conflict.
import { pick } from '@tandem/shared/domain/resource/content.js';
import { lostEdits, type Told } from '@tandem/shared/domain/decide/lost-edits.js';
import { recoverEdits, type Recovered } from '@tandem/shared/domain/decide/recover-edits.js';
import type { Effects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import { writeOutbound, writeRecord, type Settlement } from '../settle-applied.js';

/** For a change that was not applied: it was dropped, or is a duplicate. */
export function recoverDropped(
  effects: Effects,
  context: RunContext,
  claimed: ClaimedOperation,
  resource: LoadedResource,
): void {
  const { link, record } = resource;
  const lost = lostEdits(link, claimed.operation);
  if (lost === null || link?.base == null || record.deletedBy === 'github') return;
  const recovered = recoverEdits({ ...resource, link }, lost, context.mergeText);
  if (record.deletedAt === null) {
    writeRecord(effects, claimed, resource, { ...recovered, isNew: false, restores: false });
  } else writeIntoTombstone(effects, claimed, resource, recovered);
  effects.links.push({ ...claimed.group, lastWrite: recovered.lastWrite });
  if (recovered.needsOutbound) {
    writeOutbound(effects, context, claimed, resource, { base: link.base, record: recovered.record });
  }
}

/** The deletion may still be given up (rule M6), and the covered edit is told this once: it must come back with the record. */
function writeIntoTombstone(
  effects: Effects,
  { group, operation }: ClaimedOperation,
  { record }: LoadedResource,
  { record: content, changed, conflicts }: Recovered,
): void {
  effects.conflicts.push(...conflicts.map((conflict) => ({ ...group, conflict, operationId: operation.id })));
  if (changed.length === 0) return;
  effects.records.push({
    ...group,
    version: record.version + 1,
    content: pick(content, changed),
    changed,
    provenance: { side: 'github', operationId: operation.id },
  });
}

/** For a change after which something else was applied: what was fetched for it, or its own content. */
export function withRecovered(context: RunContext, settlement: Settlement, told: Told): Settlement {
  const { resource, applied, githubUpdatedAt } = settlement;
  const { link, record } = resource;
  if (link === null || record.deletedAt !== null) return settlement;
  const after = {
    ...resource,
    record: { ...record, content: applied.record },
    link: {
      ...link,
      base: applied.base,
      baseUpdatedAt: Math.max(githubUpdatedAt, link.baseUpdatedAt ?? 0),
      lastWrite: applied.lastWrite,
    },
  };
  const lost = lostEdits(after.link, told);
  if (lost === null) return settlement;
  const recovered = recoverEdits(after, lost, context.mergeText);
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
