// What every request gets: an id to find it by in the log, and headers that keep browsers from guessing.
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** A caller's own id is kept if it cannot do harm in a log. */
const HARMLESS_ID = /^[\w.:-]{1,128}$/;

export function everyRequest(request: Request, response: Response, next: NextFunction): void {
  const given = request.get(REQUEST_ID_HEADER);
  response.set({
    [REQUEST_ID_HEADER]: given !== undefined && HARMLESS_ID.test(given) ? given : randomUUID(),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
  });
  next();
}

export function requestIdOf(response: Response): string {
  return response.get(REQUEST_ID_HEADER) ?? '';
}
