// Sends a problem as problem+json, with the headers that belong to it.
import type { RequestHandler, Response } from 'express';
import type { Refusal } from '../commands/refusal.js';
import { methodNotAllowed, PROBLEM_JSON, problemOf, type Problem } from './problems.js';

export function sendProblem(response: Response, problem: Problem): void {
  response.status(problem.status).type(PROBLEM_JSON).send(JSON.stringify(problem));
}

export function sendRefusal(response: Response, refusal: Refusal): void {
  if (refusal.refused === 'unauthenticated') response.set('WWW-Authenticate', 'Bearer realm="tandem"');
  if (refusal.refused === 'too_many') response.set('Retry-After', String(refusal.retryAfterSeconds));
  sendProblem(response, problemOf(refusal));
}

/** For a path that is known, under another method. */
export function refuseMethods(allowed: readonly string[]): RequestHandler {
  return (request, response) => {
    response.set('Allow', allowed.join(', '));
    sendProblem(response, methodNotAllowed(request.method, allowed));
  };
}
