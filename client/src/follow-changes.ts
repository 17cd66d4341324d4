// Follows the change log without an end: first what the pointer has not seen, then what happens, within about a
// second. The pointer is the caller's: store it with what you made of the entry, and nothing is ever skipped.
import type { Change, TandemClient } from './tandem-client.js';

/** The log is asked again after this time without news, and after a failure. */
const ASK_AGAIN_MS = 1_000;
const PAGE = 200;

export interface Followed {
  readonly changes: readonly Change[];
  /** Store this once the changes are worked in; give it as `after` the next time. */
  readonly pointer: string;
}

export interface FollowOptions {
  /** The stored pointer; without it from the beginning. */
  readonly after?: string | undefined;
  readonly projectId?: string | undefined;
  /** Ends the following. */
  readonly signal: AbortSignal;
}

/** Yields only where there is something new. Throws where the API refuses; a lost connection is waited out. */
export async function* followChanges(
  client: TandemClient,
  { after = '0', projectId, signal }: FollowOptions,
): AsyncGenerator<Followed, void, undefined> {
  let pointer = after;
  while (!signal.aborted) {
    const page = await ask(client, pointer, projectId, signal);
    if (page !== null) pointer = page.pointer;
    if (page !== null && page.items.length > 0) yield { changes: page.items, pointer };
    if (page?.next == null) await pause(signal);
  }
}

async function ask(
  client: TandemClient,
  after: string,
  projectId: string | undefined,
  signal: AbortSignal,
): Promise<{
  readonly items: readonly Change[];
  readonly next: string | null;
  readonly pointer: string;
} | null> {
  try {
    const query = { after, limit: PAGE, ...(projectId === undefined ? {} : { projectId }) };
    const { data, error, response } = await client.GET('/api/v1/changes', { params: { query }, signal });
    if (data !== undefined) return data;
    if (response.status === 429 || response.status >= 500) return null;
    throw new Refused(error.detail);
  } catch (failure) {
    if (failure instanceof Refused) throw failure;
    return null;
  }
}

/** What the API would refuse the next time too. */
export class Refused extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'Refused';
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ASK_AGAIN_MS);
    signal.addEventListener('abort', done);
  });
}
