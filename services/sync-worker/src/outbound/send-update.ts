// Sends one planned update: sets element by element, never as a whole (a set undoes what a person did meanwhile), then
// one PATCH with the changed fields. Its answer is GitHub's state; without a PATCH the state is read afterwards.
import { sameContent, type Content } from '@tandem/shared/domain/resource/content.js';
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import type { BodyFrame } from '@tandem/shared/domain/operations/operation.js';
import type { OutboundPlan } from '@tandem/shared/domain/merge/plan-outbound.js';
import type { Called, RemoteState } from '@tandem/shared/ports/github.js';
import type { Address, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { RunContext } from '../run-context.js';

/** A read after our own write that does not show it comes from a lagging replica: read again, this often at most. */
const READS_AFTER_WRITE = 3;

export interface PlannedUpdate {
  readonly update: Extract<OutboundPlan, { kind: 'update' }>;
  readonly address: Address;
  readonly frame: BodyFrame;
  /** What has not left by then (ms since the epoch) is planned anew. */
  readonly until: number;
}

export async function sendUpdate(
  context: RunContext,
  target: ResourceRef,
  { update, address, frame, until }: PlannedUpdate,
): Promise<Called<RemoteState>> {
  const { patch, labels, assignees, values } = update;
  const github = context.github.writes(until);
  for (const [set, change] of [
    ['labels', labels],
    ['assignees', assignees],
  ] as const) {
    const added = change.add.length === 0 ? null : failureOf(await github.addToSet(address, set, change.add));
    if (added !== null) return { ok: false, failure: added };
    const removed =
      change.remove.length === 0 ? null : failureOf(await github.removeFromSet(address, set, change.remove));
    if (removed !== null) return { ok: false, failure: removed };
  }
  if (Object.keys(patch).length > 0) return github.patch(target, address, patch, frame);
  return readBack(context, target, address, values);
}

async function readBack(
  { github }: RunContext,
  target: ResourceRef,
  address: Address,
  written: Content,
): Promise<Called<RemoteState>> {
  for (let reads = 1; ; reads += 1) {
    const answer = await github.read(target, { ...address, etag: null }, 'interactive');
    if (!answer.ok) return answer;
    if (answer.value === 'not_modified') throw new Error('GitHub answered 304 to an unconditional read.');
    if (sameContent(answer.value.content, written) || reads >= READS_AFTER_WRITE) {
      return { ok: true, value: answer.value };
    }
  }
}

function failureOf(called: Called<null>): Failure | null {
  return called.ok ? null : called.failure;
}
