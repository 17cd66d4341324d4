// Waiting until a started program answers. Gives up early, with the end of its log, when the program has ended:
// nobody should wait a minute for a process that died in the first second.
import type { RunningProcess } from './run-process.js';
import { waitFor } from './wait-for.js';

/** True when the URL answers with a 2xx within two seconds. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

export async function waitUntilReady(
  running: RunningProcess,
  isReady: () => Promise<boolean>,
  { timeoutMs }: { timeoutMs: number },
): Promise<void> {
  await waitFor(
    async () => {
      const cause = running.endedWith();
      if (cause !== undefined) throw new Error(`${running.name} ended with ${cause}\n${running.lastLines()}`);
      return isReady();
    },
    { timeoutMs, describe: () => `${running.name} to be ready\n${running.lastLines()}`, everyMs: 50 },
  );
}
