// Waiting for a condition instead of for a time: a fixed sleep is too short on a busy machine and too long on
// every other. Refuses to wait without a limit and without a word for what is waited for.
import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  /** Completes the sentence "waited 5 s for …". A function is asked at the end, so it can tell the last state. */
  readonly describe: string | (() => string);
  /** Pause between two looks; 25 ms unless told. */
  readonly everyMs?: number;
}

export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout';
}

type Falsy = false | undefined | null;

/** Resolves with the condition's first truthy answer. A condition that throws ends the wait with its error. */
export async function waitFor<T>(
  condition: () => Promise<T | Falsy> | T | Falsy,
  options: WaitOptions,
): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer !== false && answer !== undefined && answer !== null) return answer;
    if (performance.now() >= deadline) {
      const what = typeof options.describe === 'string' ? options.describe : options.describe();
      throw new WaitTimeout(`waited ${(options.timeoutMs / 1000).toString()} s for ${what}`);
    }
    await pause(options.everyMs ?? 25);
  }
}
