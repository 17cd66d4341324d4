// The raw view of the queues, for admins who are signed in to the dashboard. It is another project's page: it gets a
// policy of its own, and nothing but reading.
import { createBullBoard } from '@bull-board/api';
import { ExpressAdapter } from '@bull-board/express';
import express, { type Router } from 'express';
import { findSession } from '@tandem/shared/db/people/admin-sessions.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { JobQueue } from '@tandem/shared/queue/queue-backend.js';
import { boardOf } from '@tandem/shared/queue/queue-board.js';
import { refuseScope } from '../http/authenticate.js';
import { problemOf } from '../http/problems.js';
import { sendProblem } from '../http/send-problem.js';
import { sessionOf } from '../http/session-cookie.js';

export const QUEUES_PATH = '/admin/queues';

const LOOKS = {
  boardTitle: 'Queues of Tandem',
  hideDocsLink: true,
  miscLinks: [{ text: 'Back to the dashboard', url: '/admin/' }],
};

/** Its style sheet and a few inline styles are its own; its font of another host stays out. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function queuesRouter(context: {
  readonly database: Database;
  readonly clock: Clock;
  readonly queues: readonly JobQueue[];
}): Router {
  const { database, clock, queues } = context;
  const adapter = new ExpressAdapter();
  adapter.setBasePath(QUEUES_PATH);
  createBullBoard({ queues: boardOf(queues), serverAdapter: adapter, options: { uiConfig: LOOKS } });
  const router = express.Router();
  router.use(QUEUES_PATH, async (request, response, next) => {
    const secret = sessionOf(request);
    const caller = secret === null ? null : await findSession(database, secret, clock.now());
    if (caller === null) {
      response.redirect(302, '/admin/');
      return;
    }
    const refused = refuseScope(caller, 'admin');
    if (refused !== null) {
      sendProblem(response, problemOf(refused));
      return;
    }
    if (request.method !== 'GET') {
      sendProblem(response, problemOf({ refused: 'forbidden', message: 'The queues are for reading.' }));
      return;
    }
    response.set('Content-Security-Policy', POLICY);
    next();
  });
  router.use(QUEUES_PATH, adapter.getRouter() as Router);
  return router;
}
