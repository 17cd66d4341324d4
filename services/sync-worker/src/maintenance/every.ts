// Does something again and again, one run after the other, and never lets a failure end it.
import type { Log } from '@tandem/shared/ports/log.js';

export interface Repeating {
  stop(): Promise<void>;
}

/** The first run is at once; each next one `ms` after the end of the last. */
export function every(ms: number, log: Log, what: string, run: () => Promise<unknown>): Repeating {
  const state = { stopped: false, skipPause: (): void => undefined };
  const loop = async (): Promise<void> => {
    while (!isStopped(state)) {
      await run().catch((error: unknown) => {
        log.error(`${what} failed; it is tried again`, { error });
      });
      if (!isStopped(state)) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          state.skipPause = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
  };
  const running = loop();
  return {
    stop: async () => {
      state.stopped = true;
      state.skipPause();
      await running;
    },
  };
}

function isStopped(state: { readonly stopped: boolean }): boolean {
  return state.stopped;
}
