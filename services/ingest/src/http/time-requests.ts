// Measures every answer by its route, never by its path: ids in a label would make a series of each record.
import type { RequestHandler } from 'express';

/** As prom-client's Histogram has it. */
export interface RequestTimer {
  startTimer(): (labels: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
  }) => number;
}

const NO_ROUTE = 'none';

export function timeRequests(timer: RequestTimer): RequestHandler {
  return (request, response, next) => {
    const end = timer.startTimer();
    response.once('close', () => {
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return;
      end({ method: request.method, route: routeOf(request), status: response.statusCode });
    });
    next();
  };
}

/** Only after routing; a path that no route took, and a file of the dashboard, have none. */
function routeOf({ baseUrl, route }: { readonly baseUrl: string; readonly route?: unknown }): string {
  const path: unknown = typeof route === 'object' && route !== null && 'path' in route ? route.path : null;
  return typeof path === 'string' ? `${baseUrl}${path}` : NO_ROUTE;
}
