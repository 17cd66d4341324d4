// Holds a few random resources an hour against GitHub, field by field: a smoke alarm for everything that syncing itself
// would not notice. The read is unconditional, because an etag belongs to what we believe already.
import { HOUR_MS } from '@tandem/shared/domain/clock.js';
import type { Field } from '@tandem/shared/domain/resource/content.js';
import { findDrift, isAtRest } from '@tandem/shared/domain/schedule/find-drift.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { RunContext } from '../run-context.js';

export interface DriftContext extends Pick<
  RunContext,
  'store' | 'github' | 'githubFor' | 'clock' | 'log' | 'chance'
> {
  readonly windowMs: number;
  /** A random resource that was synced; null where the draw was empty. */
  readonly draw: () => Promise<ResourceRef | null>;
  readonly save: (ref: ResourceRef, fields: readonly Field[]) => Promise<void>;
}

/** Requests, so few: a ratio of a thousandth shows within days, and the budget does not feel it. */
const SAMPLES_PER_HOUR = 6;

/** One turn of the planner: as often by chance as makes up the samples of an hour, so that no state need be kept. */
export async function sampleByChance(context: DriftContext): Promise<void> {
  if (context.chance() < (SAMPLES_PER_HOUR * context.windowMs) / HOUR_MS) await sampleDrift(context);
}

/** Returns the fields that differed; null where nothing could be said. */
export async function sampleDrift(context: DriftContext): Promise<readonly Field[] | null> {
  const ref = await context.draw();
  const before = ref === null ? null : await read(context, ref);
  if (ref === null || before?.address == null || !isAtRest(before)) return null;
  const github = context.githubFor?.('background') ?? context.github;
  const answer = await github.read(ref, { ...before.address, etag: null }, 'background');
  // What cannot be read (deleted, moved, limited) is no drift of a field: its own sync finds out why.
  if (!answer.ok || answer.value === 'not_modified') return null;
  const after = await read(context, ref);
  if (after === null || changedMeanwhile(before, after)) return null;
  const fields = findDrift(after, answer.value);
  if (fields === null) return null;
  await context.save(ref, fields);
  if (fields.length > 0) context.log.warn('A resource had drifted', { ...ref, fields });
  return fields;
}

async function read({ store }: DriftContext, ref: ResourceRef): Promise<LoadedResource | null> {
  const [resource] = await store.transaction((tx) => tx.lockAndLoad([ref]));
  return resource ?? null;
}

function changedMeanwhile(before: LoadedResource, after: LoadedResource): boolean {
  return (
    before.record.version !== after.record.version || before.link?.baseUpdatedAt !== after.link?.baseUpdatedAt
  );
}
