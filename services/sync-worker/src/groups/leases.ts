// The leases that this worker holds. A lease is prolonged while its operation runs, so that it can be short: a killed
// worker's operation is free again after one lease, and a slow call does not lose its own.
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { ResourceKind } from '@tandem/shared/domain/operations/operation.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type { ResourceStore } from '@tandem/shared/ports/resource-store.js';

/**
 * How long a killed worker's operation waits for another. It is prolonged from a timer, not from the work, so it need not
 * be as long as a call to GitHub; but a process that freezes for longer loses what it runs.
 */
export const LEASE_MS = 15_000;
const RENEW_EVERY_MS = LEASE_MS / 3;

export interface Leases {
  /** True once the worker is told to stop: nothing new is claimed. */
  readonly stopping: boolean;
  until(now: number): number;
  /**
   * Runs the work of a claim and keeps its lease alive meanwhile; ends early where the claim was handed back. A claim that
   * was on its way while the worker was told to stop is handed back at once.
   */
  hold<T>(group: ResourceRef, token: string, work: () => Promise<T>): Promise<T | 'handed_back'>;
  /** Claims nothing more; what is still running after `graceMs` goes back to the queue. */
  stop(graceMs: number): Promise<void>;
  /** The groups given back so far: to be woken when the wake-ups of this worker have ended. */
  readonly handedBack: readonly ResourceRef[];
}

/** @param by the worker, as the timeline names it */
export function createLeases(store: ResourceStore, clock: Clock, log: Log, by: string): Leases {
  const held = new Map<string, { group: ResourceRef; done: Promise<unknown> }>();
  const returned: ResourceRef[] = [];
  let stopping = false;
  // The wake-up of a claim that was handed back must end with it: left active, it would keep every later ring of its
  // group waiting until the queue finds out that this worker is gone.
  let letGo = (): void => undefined;
  const letGone = new Promise<'handed_back'>((resolve) => {
    letGo = () => {
      resolve('handed_back');
    };
  });

  async function giveBack(
    claims: readonly { readonly kind: ResourceKind; readonly token: string }[],
  ): Promise<void> {
    if (claims.length > 0) returned.push(...(await store.handBack(claims, by)));
  }

  const timer = setInterval(() => {
    for (const [token, { group }] of held) {
      store.renewLease(group.kind, token, clock.now() + LEASE_MS).catch((error: unknown) => {
        log.warn('A lease could not be prolonged', { error });
      });
    }
  }, RENEW_EVERY_MS);
  timer.unref();

  return {
    get stopping() {
      return stopping;
    },
    until: (now) => now + LEASE_MS,
    get handedBack() {
      return returned;
    },
    async hold(group, token, work) {
      if (stopping) {
        await giveBack([{ kind: group.kind, token }]);
        return 'handed_back';
      }
      const done = work();
      held.set(token, { group, done });
      try {
        return await Promise.race([done, letGone]);
      } finally {
        held.delete(token);
      }
    },
    async stop(graceMs) {
      stopping = true;
      clearInterval(timer);
      await Promise.race([
        Promise.allSettled([...held.values()].map(({ done }) => done)),
        new Promise((resolve) => setTimeout(resolve, graceMs).unref()),
      ]);
      const left = [...held].map(([token, { group, done }]) => ({ kind: group.kind, token, done }));
      await giveBack(left);
      // Nobody waits for these any more; their late writes name a claim that is gone, and are refused (rule O8).
      for (const { done } of left) done.catch(() => undefined);
      letGo();
    },
  };
}
