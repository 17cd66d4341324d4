// The dashboard's part of ingest: sessions first, for their path lies below the application's own.
import path from 'node:path';
import express, { type Router } from 'express';
import type { Database } from '@tandem/shared/db/prisma.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { JobQueue } from '@tandem/shared/queue/queue-backend.js';
import { ROUTES } from '../api/routes.js';
import { QUEUES_PATH, queuesRouter } from './queues-router.js';
import { sessionRouter } from './session-router.js';
import { dashboardFiles } from './static-files.js';

const BUILT = path.resolve(import.meta.dirname, '../../../dashboard/dist');

export function adminRouter(context: {
  readonly database: Database;
  readonly clock: Clock;
  readonly queues: readonly JobQueue[];
}): Router {
  const router = express.Router();
  const calls = [...ROUTES.map(({ method, path }) => `${method} ${path}`), `get ${QUEUES_PATH}`];
  router.use(sessionRouter({ ...context, calls }));
  router.use(queuesRouter(context));
  router.use(dashboardFiles(BUILT));
  return router;
}
