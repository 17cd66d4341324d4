// Ends what `make up` started, and nothing else: every process is told by pid and start before it gets a signal.
import { runCompose } from './docker.js';
import { endProcess, isRunning } from './process-identity.js';
import type { Variables } from './stack-config.js';
import { forgetStack, readStack, type LocalStack } from './stack-state.js';

// Longer than the supervisor gives the slowest of its own.
const SUPERVISOR_GRACE_MS = 50_000;

/** What was ended, as a sentence. */
export async function endStack(variables: Variables): Promise<string> {
  const stack = readStack();
  if (stack === undefined) return 'Nothing is running.';
  if (stack.mode === 'docker') {
    if (!runCompose(stack.compose, ['down'], variables))
      throw new Error('Compose could not stop the containers.');
    forgetStack();
    return 'Stopped. The data is kept in the volumes.';
  }
  const ran = isRunning(stack.supervisor);
  if (ran) await endProcess(stack.supervisor, { graceMs: SUPERVISOR_GRACE_MS });
  // What it last wrote: a supervisor that had to be killed, or that was, left its children behind.
  const left = await endChildren((readStack() ?? stack) as LocalStack);
  forgetStack();
  return ran || left ? 'Stopped. The data is kept in .local.' : 'Nothing is running.';
}

/** Children of a supervisor that is gone. The servers go last: the services still write while they end. */
export async function endChildren(stack: LocalStack): Promise<boolean> {
  const left = stack.processes.filter((child) => isRunning(child.identity));
  const isServer = (name: string): boolean => name === 'postgres' || name === 'redis';
  for (const servers of [false, true]) {
    await Promise.all(
      left
        .filter((child) => isServer(child.name) === servers)
        .map((child) =>
          endProcess(child.identity, {
            graceMs: 15_000,
            with: child.name === 'postgres' ? 'SIGINT' : 'SIGTERM',
          }),
        ),
    );
  }
  return left.length > 0;
}
