// Gives up all operations that match a filter, each as a person would give up one: what an outbound one carried stays as a
// conflict. What has begun meanwhile is left alone.
import type { OperationFilter, ProjectAccess } from '@tandem/shared/ports/client.js';
import type { ResourceKind } from '@tandem/shared/domain/operations/operation.js';
import { cancelOperation } from './cancel-operation.js';
import type { ClientDoor, Writer } from './client-door.js';
import { isRefusal } from './refusal.js';

const PART = 200;

/** Finds a part of what matches, oldest first, after a sequence. */
export type FindCancelable = (
  filter: OperationFilter,
  access: ProjectAccess,
  part: { readonly kind: ResourceKind; readonly after: bigint; readonly limit: number },
) => Promise<readonly { readonly id: string; readonly sequence: bigint }[]>;

export async function cancelMatching(
  door: ClientDoor,
  writer: Writer,
  filter: OperationFilter,
  find: FindCancelable,
): Promise<{ readonly count: number }> {
  let count = 0;
  for (const kind of ['task', 'comment'] as const) {
    for (let after = 0n; ;) {
      const part = await find(filter, writer.access, { kind, after, limit: PART });
      for (const { id } of part) {
        if (!isRefusal(await cancelOperation(door, writer, id))) count += 1;
      }
      const last = part.at(-1);
      if (last === undefined || part.length < PART) break;
      after = last.sequence;
    }
  }
  return { count };
}
