// Tells subscribers what the change log holds, each in its order, one notice at a time. Nothing depends on a push: a
// notice that is never taken is read by the next pull, and the receiver's own pointer does not move by a push.
import {
  beginPush,
  claimPush,
  failPush,
  finishPush,
  releasePush,
  type PushClaim,
} from '@tandem/shared/db/changes/push-leases.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import { readChanges } from '@tandem/shared/db/reads/read-changes.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type { Sealer } from '@tandem/shared/secrets/seal.js';
import type { AllowedHosts } from './allowed-target.js';
import { postNotice, type Posted } from './post-notice.js';
import { GIVE_UP_AFTER_MS, pushDelay, retryAfterMs } from './push-delay.js';
import { noticeOf, signedHeaders } from './push-notice.js';
import type { ChangeWatch } from './watch-changes.js';

/** Notices under way at a time in one process: a subscriber that hangs holds one of these for 15 s. */
const LANES = 4;
/** How often a lane looks for attempts whose time has come, where nothing new wakes it. */
const LOOK_EVERY_MS = 1_000;
/** Above the longest wait for an answer, so that a living sender keeps its lease. */
const LEASE_MS = 60_000;
/** With texts of 64 kB each a notice stays below two megabytes, which receivers take. */
const ENTRIES_PER_NOTICE = 25;
/** The receiver says that it is gone for good (Standard Webhooks). */
const GONE = 410;

export interface PushContext {
  readonly database: Database;
  readonly watch: ChangeWatch;
  readonly sealer: Sealer;
  readonly allowedHosts: AllowedHosts;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to 1. */
  readonly chance: () => number;
}

export interface Pushes {
  stop(): Promise<void>;
}

export function startPushes(context: PushContext): Pushes {
  const ending = new AbortController();
  const lanes = Promise.all(Array.from({ length: LANES }, () => runLane(context, ending.signal)));
  return {
    async stop() {
      ending.abort();
      await lanes;
    },
  };
}

async function runLane(context: PushContext, ended: AbortSignal): Promise<void> {
  const { database, watch, clock, log } = context;
  while (!ended.aborted) {
    const head = watch.head();
    try {
      const claim = await claimPush(database, { head, now: clock.now(), leaseMs: LEASE_MS });
      if (claim !== null) {
        await push(context, claim, ended);
        continue;
      }
    } catch (error) {
      log.warn('A push failed on our side; it is tried again', { error: String(error) });
    }
    await watch.waitBeyond(head, LOOK_EVERY_MS, ended);
  }
}

async function push(context: PushContext, claim: PushClaim, ended: AbortSignal): Promise<void> {
  const { database, sealer, allowedHosts, clock } = context;
  const page = await readChanges(
    database,
    { after: claim.position, limit: ENTRIES_PER_NOTICE, upTo: claim.sendingTo ?? undefined },
    claim.projectIds.length === 0 ? null : claim.projectIds,
  );
  const position = page.pointer;
  if (page.items.length === 0) {
    await finishPush(database, claim, { position, now: clock.now(), sent: false });
    return;
  }
  if (!(await beginPush(database, claim, position))) return;
  const data = { subscriptionId: claim.id, items: page.items, pointer: position };
  const notice = noticeOf(`msg_${claim.id}_${position}`, 'changes', data, clock.now());
  const headers = signedHeaders(notice, claim, sealer, clock.now());
  const posted: Posted =
    headers === null
      ? { kind: 'failed', error: 'The signing secret cannot be opened: rotate it.' }
      : await postNotice(claim.url, headers, notice.body, allowedHosts, ended);
  if (wasTaken(posted)) await finishPush(database, claim, { position, now: clock.now(), sent: true });
  else if (ended.aborted) await releasePush(database, claim);
  else await fail(context, claim, posted);
}

export function wasTaken(posted: Posted): boolean {
  return posted.kind === 'answered' && posted.status >= 200 && posted.status < 300;
}

export function errorOf(posted: Posted): string {
  return posted.kind === 'failed' ? posted.error : `The receiver answered ${posted.status}.`;
}

async function fail(
  { database, clock, chance, log }: PushContext,
  claim: PushClaim,
  posted: Posted,
): Promise<void> {
  const now = clock.now();
  const asked = posted.kind === 'answered' ? retryAfterMs(posted.retryAfter, now) : 0;
  const gone = posted.kind === 'answered' && posted.status === GONE;
  const tooLong = claim.failingSince !== null && now - claim.failingSince >= GIVE_UP_AFTER_MS;
  const disabledReason = gone ? 'gone' : tooLong ? 'failed_for_days' : null;
  const error = errorOf(posted);
  if (disabledReason !== null) log.warn('A push subscription was disabled', { id: claim.id, error });
  await failPush(database, claim, {
    now,
    error,
    nextAttemptAt: now + Math.max(asked, pushDelay(claim.failures, chance())),
    disabledReason,
  });
}
