// Write intents: values that we were about to send and of which GitHub's answer is not known (DESIGN section 6). They are
// kept until GitHub was read long enough after the attempt; until then a value equal to one of them is our own write.
import { MINUTE_MS, SECOND_MS } from '../clock.js';
import type { Content } from '../resource/content.js';
import { baseAfterOwnWrite, type MergeText } from './merge.js';
import type { WriteAttempt, WriteIntent } from '../resource/resource.js';

/**
 * A write leaves within this of its intent, or not at all: a worker that stood still (a suspended machine, a long pause)
 * does not know what happened since. Together with the longest time that a request takes it stays below LATE_WRITE_MS,
 * and below the time for which a create is looked for.
 */
export const SEND_WITHIN_MS = 30 * SECOND_MS;
/** A write may arrive this long after its intent. Forgetting it sooner makes it a person's edit that beats a newer one. */
export const LATE_WRITE_MS = MINUTE_MS;

/** Oldest first. */
export function attemptsOf(intent: WriteIntent | null): readonly WriteAttempt[] {
  if (intent === null) return [];
  const { earlier = [], ...latest } = intent;
  return [...earlier, latest];
}

/** The intent that is stored before the next write: those whose write may still arrive stay with it. */
export function nextIntent(known: WriteIntent | null, next: WriteAttempt): WriteIntent {
  const earlier = attemptsOf(stillLate(known, next.at));
  return { ...next, ...(earlier.length === 0 ? {} : { earlier }) };
}

/** @param seenAt when GitHub was in the state that was just taken as the base: it shows all writes that are older. */
export function stillLate(intent: WriteIntent | null, seenAt: number): WriteIntent | null {
  return fromAttempts(attemptsOf(intent).filter(({ at }) => at + LATE_WRITE_MS > seenAt));
}

/** Attempts that cannot arrive any more, and of which nothing was heard. */
export function tooOld(intent: WriteIntent | null, seenAt: number): WriteAttempt[] {
  return attemptsOf(intent).filter(({ at }) => at + LATE_WRITE_MS <= seenAt);
}

/** The intent without its latest attempt: that one was answered. */
export function withoutAnswered(intent: WriteIntent | null): WriteIntent | null {
  return fromAttempts(attemptsOf(intent).slice(0, -1));
}

/** The base as it must be read while our own writes may show in `theirs` (section 6). */
export function baseBehindIntents(
  base: Content | null,
  intent: WriteIntent | null,
  theirs: Content,
  mergeText: MergeText,
): Content | null {
  return attemptsOf(intent).reduce<Content | null>(
    (adjusted, { values, preImage }) =>
      baseAfterOwnWrite(adjusted, values, theirs, mergeText, preImage?.content),
    base,
  );
}

/** The other way round from attemptsOf. */
export function fromAttempts(attempts: readonly WriteAttempt[]): WriteIntent | null {
  const latest = attempts.at(-1);
  if (latest === undefined) return null;
  const earlier = attempts.slice(0, -1);
  return { ...latest, ...(earlier.length === 0 ? {} : { earlier }) };
}
