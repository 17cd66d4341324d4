// Tells who waits for news of the change log that there are some. One query per process and step, however many
// listeners: NOTIFY would take a lock that all commits share, and needs a connection that a pooler may not give.
import { numberChanges } from '@tandem/shared/db/changes/number-changes.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import { headOfChanges } from '@tandem/shared/db/reads/read-changes.js';
import type { Log } from '@tandem/shared/ports/log.js';

/** A listener hears of a change at most this much later than it was committed. */
export const POLL_MS = 200;

export interface ChangeWatch {
  /** The position of the newest entry as last seen. */
  head(): string;
  /** Returns once the log may reach beyond this position, or after `ms`, or when the watch ends. */
  waitBeyond(position: string, ms: number, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export function watchChanges(database: Database, log: Log): ChangeWatch {
  const waiting = new Set<() => void>();
  const ending = new AbortController();
  let head = 0n;

  const look = async (): Promise<void> => {
    await numberChanges(database);
    const seen = BigInt(await headOfChanges(database));
    if (seen === head) return;
    head = seen;
    for (const wake of waiting) wake();
  };
  const loop = async (): Promise<void> => {
    let well = true;
    while (!ending.signal.aborted) {
      try {
        await look();
        well = true;
      } catch (error) {
        if (well) log.warn('The change log cannot be read; it is tried again', { error: String(error) });
        well = false;
      }
      await pause(POLL_MS, ending.signal);
    }
  };
  const running = loop();

  return {
    head: () => head.toString(),
    async waitBeyond(position, ms, signal) {
      if (head > BigInt(position) || ending.signal.aborted) return;
      const woken = new AbortController();
      const wake = (): void => {
        woken.abort();
      };
      waiting.add(wake);
      await pause(ms, AbortSignal.any([woken.signal, signal, ending.signal]));
      waiting.delete(wake);
    },
    async stop() {
      ending.abort();
      await running;
    },
  };
}

/** Ends early, without an error, when the signal comes. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
