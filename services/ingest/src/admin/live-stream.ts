// Tells the dashboards that are open what to read again, as server-sent events. An event says that something changed and
// never what it is now: nothing is kept for a reader that is slow or gone, whoever comes back reads everything once.
import express, { type Request, type Response, type Router } from 'express';
import type { Database } from '@tandem/shared/db/prisma.js';
import { TOPICS } from '@tandem/shared/db/reads/read-news.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Log } from '@tandem/shared/ports/log.js';
import { pause } from '../changes/watch-changes.js';
import { authenticateRequest, refuseScope } from '../http/authenticate.js';
import { sendRefusal } from '../http/send-problem.js';
import { watchNews, type News } from './watch-news.js';

/** A team that shares a token, each with a tab or two in sight. */
export const STREAMS_PER_TOKEN = 100;
/** How long a session that is over goes on hearing that something changed. */
const HEARTBEAT_MS = 5_000;
const PATH = '/admin/live';

export interface LiveStreams {
  readonly router: Router;
  /** Ends every stream, so that the server can close. */
  close(): Promise<void>;
}

export function liveStreams({
  database,
  clock,
  log,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}): LiveStreams {
  const ending = new AbortController();
  const watch = watchNews(database, log);
  const open = new Map<string, number>();
  const router = express.Router();

  const admit = async (request: Request): Promise<Awaited<ReturnType<typeof authenticateRequest>>> => {
    const caller = await authenticateRequest(database, request, clock.now());
    return 'refused' in caller ? caller : (refuseScope(caller, 'read') ?? caller);
  };

  router.get(PATH, async (request, response) => {
    const caller = await admit(request);
    if ('refused' in caller) {
      sendRefusal(response, caller);
      return;
    }
    const { tokenId } = caller;
    const before = open.get(tokenId) ?? 0;
    if (before >= STREAMS_PER_TOKEN) {
      const message = `A token may have ${STREAMS_PER_TOKEN} dashboards open at a time.`;
      sendRefusal(response, { refused: 'too_many', message, retryAfterSeconds: HEARTBEAT_MS / 1000 });
      return;
    }
    open.set(tokenId, before + 1);
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    const teller = tellerOf(response, caller.projects === null);
    let deafen = (): void => undefined;
    try {
      deafen = await watch.listen(teller);
      response.status(200).set({
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no', // nginx would keep events back
      });
      response.write(': listening\n\n');
      const ended = AbortSignal.any([gone.signal, ending.signal]);
      // A session that is over, or a token that was revoked, hears nothing more.
      while (!ended.aborted && !('refused' in (await admit(request)))) {
        response.write(': still here\n\n');
        await pause(HEARTBEAT_MS, ended);
      }
    } catch (error) {
      log.warn('A dashboard lost its news', { error });
      if (!response.headersSent) response.status(503);
    } finally {
      deafen();
      open.set(tokenId, (open.get(tokenId) ?? 1) - 1);
      response.end();
    }
  });
  return {
    router,
    async close() {
      ending.abort();
      await watch.stop();
    },
  };
}

/** Whoever does not take what was sent gets, once they do, one event that says: look at everything. */
function tellerOf(response: Response, mayKnowNames: boolean): (news: News) => void {
  let behind = false;
  const send = (news: News): void => {
    const told = mayKnowNames ? news : { ...news, operations: null, tasks: null };
    response.write(`event: news\ndata: ${JSON.stringify(told)}\n\n`);
  };
  return (news) => {
    if (!response.headersSent || response.writableEnded || behind) return;
    if (!response.writableNeedDrain) {
      send(news);
      return;
    }
    behind = true;
    response.once('drain', () => {
      behind = false;
      send({ topics: TOPICS, operations: null, tasks: null });
    });
  };
}
