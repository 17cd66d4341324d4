// What a client of the application does to the pair in memory: as ingest does it, by the same rules and in one
// transaction each, without its HTTP.
import { pick, type Content, type Field } from '@tandem/shared/domain/resource/content.js';
import { decideCancel, restoredBy } from '@tandem/shared/domain/decide/decide-cancel.js';
import { decideClientWrite } from '@tandem/shared/domain/decide/decide-client-write.js';
import type { Action, Operation } from '@tandem/shared/domain/operations/operation.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { resolveConflict } from '@tandem/shared/domain/merge/resolve-conflict.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { judgeAgain } from '@tandem/shared/judge-again.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { ResourceTransaction } from '@tandem/shared/ports/resource-store.js';
import type { MemoryStore } from './memory-store.js';
import type { ConflictRow } from './rows.js';

export interface ModelClient {
  makes(kind: 'task' | 'comment', taskId: string | null, values: Content): string;
  writes(ref: ResourceRef, action: Action, values: Content): Promise<void>;
  /** Gives an operation up (rule M6); returns the fields that were given up with it. */
  cancels(ref: ResourceRef, operation: Operation): Promise<readonly Field[]>;
  /** Decides a conflict; returns what is written. */
  resolves(row: ConflictRow, keep: 'ours' | 'theirs' | 'base'): Promise<Content>;
}

/** The reason of what a client gives up. */
export const CANCELED = { code: 'canceled_by_person', message: 'The program wanted it so.' };

export function createModelClient(store: MemoryStore, clock: Clock): ModelClient {
  let made = 0;

  async function save(
    tx: ResourceTransaction,
    resource: LoadedResource,
    action: Action,
    values: Content,
  ): Promise<void> {
    if (resource.record.deletedAt !== null) return;
    const at = clock.now();
    const decision = decideClientWrite(resource, { action, values, at });
    if (decision.kind === 'unchanged') return;
    const effects = noEffects();
    const { kind, id } = resource;
    const operationId = `op-c${(made += 1)}`;
    const { operation, cancels } = decision;
    effects.operations.push({
      ...operation,
      ...{ id: operationId, kind, recordId: id, linkId: resource.linkId, direction: 'outbound' },
      ...{ source: 'client', githubUpdatedAt: null, facts: null, fetch: false, by: 'client' },
    });
    for (const canceled of cancels) {
      effects.moves.push({
        ...{ kind, id: canceled.id, from: canceled.state, to: 'canceled', by: 'client' },
        ...{ reason: REASONS.superseded, claimToken: null, canceledBy: operationId },
      });
    }
    effects.records.push({
      ...{ kind, id },
      content: decision.record,
      version: resource.record.version + 1,
      changed: decision.changed,
      localModifiedAt: decision.localModifiedAt,
      ...(action === 'delete' ? { deleted: { at, by: 'client' as const } } : {}),
      sync: { latestEventAt: at },
    });
    await tx.save(effects);
  }

  function withResource<T>(
    ref: ResourceRef,
    otherwise: T,
    work: (tx: ResourceTransaction, resource: LoadedResource) => Promise<T>,
  ): Promise<T> {
    return store.transaction(async (tx) => {
      const [resource] = await tx.lockAndLoad([ref]);
      return resource === undefined ? otherwise : work(tx, resource);
    });
  }

  const writes: ModelClient['writes'] = (ref, action, values) =>
    withResource(ref, undefined, (tx, resource) => save(tx, resource, action, values));

  return {
    writes,
    makes(kind, taskId, values) {
      const id = `${kind}-c${String((made += 1)).padStart(4, '0')}`;
      store.insert({ kind, id }, taskId ?? id);
      void writes({ kind, id }, 'create', values);
      return id;
    },
    cancels: (ref, operation) =>
      withResource(ref, [], async (tx, resource) => {
        const decision = decideCancel(resource, operation);
        if (decision.kind === 'refused') return [];
        const { changed, conflicts, fetch, localModifiedAt, restored, writeIntent } = decision;
        const effects = noEffects();
        effects.moves.push({
          ...{ kind: ref.kind, id: operation.id, from: operation.state, to: 'canceled', by: 'client' },
          ...{ reason: CANCELED, claimToken: null },
        });
        if (fetch) {
          const id = `op-c${(made += 1)}`;
          effects.operations.push(fetchOperation(resource, { id, by: 'client', source: 'manual' }));
        }
        effects.conflicts.push(
          ...conflicts.map((conflict) => ({ ...ref, operationId: operation.id, conflict })),
        );
        effects.records.push({
          ...ref,
          content: pick(decision.record, changed),
          version: resource.record.version + 1,
          changed,
          localModifiedAt,
          ...(restored ? { deleted: null } : {}),
        });
        effects.links.push({ ...ref, writeIntent });
        if (restored) {
          const newId = (): string => `op-c${(made += 1)}`;
          const told = await judgeAgain(tx, restoredBy(resource, decision), { newId, by: 'client' });
          effects.operations.push(...told);
        }
        await tx.save(effects);
        return changed;
      }),
    resolves: ({ kind, id, conflict }, keep) =>
      withResource<Content>({ kind, id }, {}, async (tx, resource) => {
        const resolution = resolveConflict(resource, conflict, { keep }, clock.now());
        if (resolution.kind === 'refused') return {};
        await save(tx, resource, 'update', resolution.values);
        return resolution.values;
      }),
  };
}
