// Starts a program again when it ends by itself, later each time, and says so. A program that ran well for a
// minute starts over with the short wait.
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningProcess } from './run-process.js';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const HEALTHY_AFTER_MS = 60_000;

export interface KeepOptions {
  /** Resolves when the program is ready; rejects when it could not be started. */
  readonly start: () => Promise<RunningProcess>;
  readonly say: (line: string) => void;
  /** Called after every start but the first. */
  readonly restarted: (running: RunningProcess) => void;
  /** Aborted when the program is meant to end: no further start follows. */
  readonly stopping: AbortSignal;
}

/**
 * Resolves when it runs for the first time, with the end of the keeping; a first start that fails is the
 * caller's to judge.
 */
export async function keepRunning(options: KeepOptions): Promise<{ readonly kept: Promise<void> }> {
  return { kept: keep(await options.start(), options) };
}

/** How long to wait before the next start, after a run of this length. */
export function nextWait(lastWaitMs: number, ranForMs: number): number {
  if (lastWaitMs === 0 || ranForMs >= HEALTHY_AFTER_MS) return FIRST_WAIT_MS;
  return Math.min(lastWaitMs * 2, LONGEST_WAIT_MS);
}

async function keep(first: RunningProcess, { start, say, restarted, stopping }: KeepOptions): Promise<void> {
  const isOver = (): boolean => stopping.aborted;
  let running = first;
  let since = performance.now();
  let wait = 0;
  for (;;) {
    const cause = await running.ended;
    if (isOver()) return;
    wait = nextWait(wait, performance.now() - since);
    say(`${running.name} ended with ${cause}; starting it again in ${wait / 1000} s. Its last lines:`);
    say(running.lastLines(5));
    await pause(wait, undefined, { signal: stopping }).catch(() => undefined);
    if (isOver()) return;
    since = performance.now();
    try {
      running = await start();
      say(`${running.name} runs again (pid ${running.identity.pid})`);
      restarted(running);
    } catch (error) {
      say(`${running.name} did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
