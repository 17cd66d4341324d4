// The change log as server-sent events. Every stream reads the log itself from its own pointer, so a slow reader costs
// no memory, and a cut stream resumes from Last-Event-ID without a gap (rule F3). Refuses more streams per token than
// the bound, and ends a stream whose token was revoked.
import { headOfChanges, readChanges, type ChangeView } from '@tandem/shared/db/reads/read-changes.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import type { Caller } from '@tandem/shared/db/people/tokens.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Log } from '@tandem/shared/ports/log.js';
import { once } from 'node:events';
import express, { type Request, type Response, type Router } from 'express';
import { check, checkQuery } from '../api/field-errors.js';
import { API_ROOT } from '../api/routes.js';
import { refuseAhead } from '../changes/refuse-ahead.js';
import { ResumeHeader, StreamQuery } from '../api/schemas/changes.js';
import type { ChangeWatch } from '../changes/watch-changes.js';
import { isRefusal, type Refusal } from '../commands/refusal.js';
import { authenticate, refuseScope } from './authenticate.js';
import { refuseMethods, sendRefusal } from './send-problem.js';

/** Proxies cut connections that are silent for a minute. */
export const HEARTBEAT_MS = 15_000;
/** Each stream may hold a connection to the database for a moment after every change. */
export const STREAMS_PER_TOKEN = 10;
const PAGE = 100;
/** When to come back after an end, as the reader is told. */
const RETRY_MS = 2_000;

export interface ChangeStreams {
  readonly router: Router;
  /** Ends every stream, so that the server can close. */
  close(): void;
}

interface StreamContext {
  readonly database: Database;
  readonly watch: ChangeWatch;
  readonly clock: Clock;
  readonly log: Log;
}

export function changeStreams(context: StreamContext): ChangeStreams {
  const ending = new AbortController();
  const open = new Map<string, number>();
  const router = express.Router();
  router.get(`${API_ROOT}/changes/stream`, async (request, response) => {
    const asked = await admit(context, request, open);
    if (isRefusal(asked)) {
      sendRefusal(response, asked);
      return;
    }
    const { tokenId } = asked.caller;
    open.set(tokenId, (open.get(tokenId) ?? 0) + 1);
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    try {
      await stream(context, request, response, asked, AbortSignal.any([gone.signal, ending.signal]));
    } catch (error) {
      context.log.warn('A stream of changes ended early', { error: String(error) });
    } finally {
      open.set(tokenId, (open.get(tokenId) ?? 1) - 1);
      response.end();
    }
  });
  router.all(`${API_ROOT}/changes/stream`, refuseMethods(['GET']));
  return {
    router,
    close: () => {
      ending.abort();
    },
  };
}

interface Asked {
  readonly caller: Caller;
  readonly after: string;
  readonly projectId: string | undefined;
}

async function admit(
  { database, clock }: StreamContext,
  request: Request,
  open: ReadonlyMap<string, number>,
): Promise<Asked | Refusal> {
  const caller = await authenticate(database, request.get('authorization'), clock.now());
  if ('refused' in caller) return caller;
  const refused = refuseScope(caller, 'read');
  if (refused !== null) return refused;
  const query = checkQuery(StreamQuery, request.query);
  if (!query.ok) return { refused: 'invalid', errors: query.errors };
  const header = check(ResumeHeader, { 'Last-Event-ID': request.get('last-event-id') });
  if (!header.ok) return { refused: 'invalid', errors: header.errors };
  if ((open.get(caller.tokenId) ?? 0) >= STREAMS_PER_TOKEN) {
    return {
      refused: 'too_many',
      message: `A token may have ${STREAMS_PER_TOKEN} streams at a time.`,
      retryAfterSeconds: HEARTBEAT_MS / 1000,
    };
  }
  const head = await headOfChanges(database);
  const resumed = header.value['Last-Event-ID'];
  const after = resumed ?? query.value.after ?? head;
  const ahead = refuseAhead(after, head, resumed === undefined ? 'after' : 'Last-Event-ID');
  return ahead ?? { caller, after, projectId: query.value.projectId };
}

async function stream(
  { database, watch, clock }: StreamContext,
  request: Request,
  response: Response,
  { caller, after, projectId }: Asked,
  ended: AbortSignal,
): Promise<void> {
  response.status(200).set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no', // nginx would keep events back
  });
  await send(response, `retry: ${RETRY_MS}\nid: ${after}\n\n`, ended);
  let pointer = after;
  let told = clock.now();
  while (!ended.aborted) {
    const page = await readChanges(database, { after: pointer, limit: PAGE, projectId }, caller.projects);
    pointer = page.pointer;
    if (page.items.length > 0) {
      await send(response, page.items.map(frame).join(''), ended);
      told = clock.now();
    }
    if (page.more) continue;
    await watch.waitBeyond(pointer, Math.max(0, told + HEARTBEAT_MS - clock.now()), ended);
    if (clock.now() < told + HEARTBEAT_MS) continue;
    const still = await authenticate(database, request.get('authorization'), clock.now());
    if ('refused' in still) return;
    // An event without data moves the reader's Last-Event-ID and calls nobody.
    await send(response, `: still here\nid: ${pointer}\n\n`, ended);
    told = clock.now();
  }
}

function frame(change: ChangeView): string {
  return `id: ${change.position}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`;
}

/** Waits until the reader has taken it: what it does not read is not read from the database either. */
async function send(response: Response, text: string, ended: AbortSignal): Promise<void> {
  if (response.write(text) || ended.aborted) return;
  await once(response, 'drain', { signal: ended }).catch((error: unknown) => {
    if (!ended.aborted) throw error;
  });
}
