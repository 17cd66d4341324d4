// The HTTP face of ingest. The webhook's router comes before every parser, for its signature is over the raw bytes;
// every error, wherever it came up, leaves by the one handler at the end.
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { ApiContext } from '../api/api-context.js';
import { API_ROOT, ROUTES } from '../api/routes.js';
import { everyRequest, requestIdOf } from './every-request.js';
import { healthRouter, type HealthContext } from './health.js';
import { mountRoutes } from './mount-routes.js';
import { openApiRouter } from './openapi-router.js';
import { noSuchPath, problemOfError } from './problems.js';
import { sendProblem } from './send-problem.js';
import { timeRequests, type RequestTimer } from './time-requests.js';

export interface IngestContext extends ApiContext, HealthContext {
  readonly metrics: HealthContext['metrics'] & { readonly requests: RequestTimer };
  /** Serves POST /webhooks/github, by its full path. */
  readonly webhookRouter: RequestHandler;
  /** What else is served, each by its full paths: streams, the dashboard. They come before the API's own 404. */
  readonly routers?: readonly RequestHandler[];
}

export function createServer(context: IngestContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // the ETag is the record's version, and nothing else
  app.use(timeRequests(context.metrics.requests));
  app.use(everyRequest);
  app.use(context.webhookRouter);
  app.use(healthRouter(context));
  app.use(openApiRouter(ROUTES));
  for (const router of context.routers ?? []) app.use(router);
  app.use(API_ROOT, mountRoutes(ROUTES, context));
  app.use((request, response) => {
    sendProblem(response, noSuchPath(request.path));
  });
  app.use(handleError(context));
  return app;
}

/** Express knows an error handler by its four parameters. */
function handleError({ log }: Pick<IngestContext, 'log'>): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const requestId = requestIdOf(response);
    const problem = problemOfError(error, requestId);
    if (problem.status >= 500) {
      log.error('A request failed.', {
        requestId,
        method: request.method,
        path: request.path,
        error: error instanceof Error ? error.stack : String(error),
      });
    }
    if (response.headersSent) next(error);
    else sendProblem(response, problem);
  };
}
