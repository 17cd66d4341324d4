// The leases that this worker holds. A lease is prolonged while its operation runs, so that it can be short: a killed
// worker's operation is free again after one lease, and a slow call does not lose its own.
import type { Clock, Log, ResourceRef, ResourceStore } from '@tandem/shared/ports.js';

/** How long a killed worker's operation waits for another: long enough for any one call to GitHub. */
export const LEASE_MS = 30_000;
const RENEW_EVERY_MS = LEASE_MS / 3;

export interface Leases {
  /** True once the worker is told to stop: nothing new is claimed. */
  readonly stopping: boolean;
  until(now: number): number;
  /** Runs the work of a claim and keeps its lease alive meanwhile. */
  hold<T>(group: ResourceRef, token: string, work: () => Promise<T>): Promise<T>;
  /** Claims nothing more; what is still running after `graceMs` goes back to the queue. Returns the groups given back. */
  stop(graceMs: number, by: string): Promise<readonly ResourceRef[]>;
}

export function createLeases(store: ResourceStore, clock: Clock, log: Log): Leases {
  const held = new Map<string, { group: ResourceRef; done: Promise<unknown> }>();
  let stopping = false;

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
    async hold(group, token, work) {
      const done = work();
      held.set(token, { group, done });
      try {
        return await done;
      } finally {
        held.delete(token);
      }
    },
    async stop(graceMs, by) {
      stopping = true;
      clearInterval(timer);
      await Promise.race([
        Promise.allSettled([...held.values()].map(({ done }) => done)),
        new Promise((resolve) => setTimeout(resolve, graceMs).unref()),
      ]);
      const claims = [...held].map(([token, { group }]) => ({ kind: group.kind, token }));
      return claims.length === 0 ? [] : store.handBack(claims, by);
    },
  };
}
