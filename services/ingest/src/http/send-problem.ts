// Sends a problem as problem+json.
import type { Response } from 'express';
import { PROBLEM_JSON, type Problem } from './problems.js';

export function sendProblem(response: Response, problem: Problem): void {
  response.status(problem.status).type(PROBLEM_JSON).send(JSON.stringify(problem));
}
