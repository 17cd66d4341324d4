// What a transaction decided becomes rows, as shared/src/db/resources/save-effects does it in SQL: a move happens only if the
// operation is still as its writer saw it (rules O2, O8), and only along the table of moves.
import {
  BIRTH_STATES,
  transition,
  type OperationState,
} from '@tandem/shared/domain/operations/transitions.js';
import type { Effects, LinkPatch, Move, RecordPatch } from '@tandem/shared/ports/effects.js';
import { LostClaim } from '@tandem/shared/ports/resource-store.js';
import { EMPTY_LINK, type LinkRow, type OperationRow, type RecordRow, type Tables } from './rows.js';

export function saveEffects(tables: Tables, effects: Effects, nextSequence: () => number): Tables {
  const operations = new Map(tables.operations);
  const records = new Map(tables.records);
  const links = new Map(tables.links);
  const timeline = [...tables.timeline];

  for (const move of effects.moves) {
    const row = operations.get(move.id);
    const mine = move.claimToken === null || row?.claimToken === move.claimToken;
    if (row === undefined || row.state !== move.from || !mine) throw new LostClaim();
    operations.set(move.id, moved(row, move));
    timeline.push({ operationId: move.id, from: move.from, to: transition(move.from, move.to) });
  }
  for (const born of effects.operations) {
    if (!(BIRTH_STATES as readonly OperationState[]).includes(born.state)) {
      throw new Error(`An operation cannot be born ${born.state}.`);
    }
    if (operations.has(born.id)) throw new Error(`Two operations have the id ${born.id}.`);
    operations.set(born.id, {
      ...born,
      sequence: nextSequence(),
      attempt: 0,
      notBefore: born.notBefore ?? null,
      claimToken: null,
      leaseUntil: null,
    });
    timeline.push({ operationId: born.id, from: null, to: born.state });
  }
  for (const patch of effects.records) {
    const row = records.get(patch.id);
    if (row !== undefined) records.set(patch.id, patchedRecord(row, patch));
  }
  for (const patch of effects.links) {
    const row = links.get(patch.id);
    if (row !== undefined) links.set(patch.id, patchedLink(row, patch));
  }
  const conflicts = [
    ...tables.conflicts,
    ...effects.conflicts.map(({ kind, id, conflict }) => ({ kind, id, conflict })),
  ];
  return { operations, records, links, timeline, conflicts };
}

function moved(row: OperationRow, move: Move): OperationRow {
  return {
    ...row,
    state: move.to,
    reason: move.reason,
    claimToken: null,
    leaseUntil: null,
    ...(move.notBefore === undefined ? {} : { notBefore: move.notBefore }),
    ...(move.attempt === undefined ? {} : { attempt: move.attempt }),
    ...(move.applied === undefined
      ? {}
      : { githubUpdatedAt: move.applied.githubUpdatedAt, content: move.applied.content }),
  };
}

function patchedRecord(row: RecordRow, patch: RecordPatch): RecordRow {
  const { lastSyncedAt, remoteUpdatedAt, latestEventAt, failures } = { ...row.sync, ...patch.sync };
  return {
    ...row,
    content: { ...row.content, ...patch.content },
    version: patch.version ?? row.version,
    localModifiedAt: patch.localModifiedAt ?? row.localModifiedAt,
    ...(patch.deleted === undefined
      ? {}
      : { deletedAt: patch.deleted?.at ?? null, deletedBy: patch.deleted?.by ?? null }),
    sync: { lastSyncedAt, remoteUpdatedAt, latestEventAt, failures },
  };
}

function patchedLink(row: LinkRow, { facts, gone, kind, id, ...patch }: LinkPatch): LinkRow {
  return {
    ...EMPTY_LINK,
    ...row,
    ...patch,
    ...(facts?.externalId === undefined ? {} : { externalId: facts.externalId }),
    ...(facts?.bodyFrame === undefined ? {} : { bodyFrame: facts.bodyFrame }),
    ...(kind === 'comment' || facts?.number === undefined ? {} : { number: facts.number }),
    ...(gone === undefined ? {} : { gone: gone.reason }),
  };
}
