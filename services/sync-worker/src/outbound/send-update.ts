// Sends one planned update: sets element by element, never as a whole (a set undoes what a person did meanwhile), then
// one PATCH with the changed fields. Its answer is GitHub's state; without a PATCH the state is read afterwards.
import { sameValue, type SetField } from '@tandem/shared/domain/resource/content.js';
import type { BodyFrame } from '@tandem/shared/domain/operations/operation.js';
import type { OutboundPlan } from '@tandem/shared/domain/merge/plan-outbound.js';
import type { Called, GithubWrites, RemoteState, WrittenSet } from '@tandem/shared/ports/github.js';
import type { Address, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { RunContext } from '../run-context.js';

type Update = Extract<OutboundPlan, { kind: 'update' }>;

export interface PlannedUpdate {
  readonly update: Update;
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
  const github = context.github.writes(until);
  const labels = await sendSet(github, address, 'labels', update.labels);
  if (!labels.ok) return labels;
  const assignees = await sendSet(github, address, 'assignees', update.assignees);
  if (!assignees.ok) return assignees;
  if (Object.keys(update.patch).length > 0) return github.patch(target, address, update.patch, frame);

  const read = await context.github.read(target, { ...address, etag: null }, 'interactive');
  if (!read.ok) return read;
  if (read.value === 'not_modified') throw new Error('GitHub answered 304 to an unconditional read.');
  return { ok: true, value: shown(shown(read.value, 'labels', labels.value), 'assignees', assignees.value) };
}

/** The set as GitHub last answered. */
async function sendSet(
  github: GithubWrites,
  address: Address,
  set: SetField,
  { add, remove }: Update[SetField],
): Promise<Called<WrittenSet | null>> {
  const added = await github.addToSet(address, set, add);
  if (!added.ok) return added;
  const removed = await github.removeFromSet(address, set, remove);
  return removed.ok ? { ok: true, value: removed.value ?? added.value } : removed;
}

/**
 * A read from before the write's answer comes from a lagging replica: that answer says what is in the set. It also says
 * what GitHub did not accept, so that this ends whatever the replica does. Of one second the order cannot be told: what a
 * person did in it after us comes with its own change, which differs from this base in that second and so is fetched.
 */
function shown(read: RemoteState, set: SetField, written: WrittenSet | null): RemoteState {
  if (written === null || read.githubUpdatedAt > written.answeredAt) return read;
  const { names } = written;
  if (sameValue(set, read.content[set] ?? [], names)) return read;
  return { ...read, content: { ...read.content, [set]: names }, etag: null };
}
