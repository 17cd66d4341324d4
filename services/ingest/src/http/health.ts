// Alive, ready, and how it is going. Open without a token: orchestrators and Prometheus have none, and nothing here
// tells anything about anybody's tasks.
import express, { type Router } from 'express';
import type { Log } from '@tandem/shared/ports/log.js';

/** Rejects where what it asks cannot be reached. */
export type Check = () => Promise<unknown>;

export interface HealthContext {
  /** By the name that an operator knows it by: database, queue. */
  readonly readiness: Readonly<Record<string, Check>>;
  /** A registry of prom-client. */
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
  readonly log: Log;
}

/** An orchestrator gives up after a few seconds; so do we, and say what kept us waiting. */
const CHECK_TIMEOUT_MS = 3_000;

export function healthRouter({ readiness, metrics, log }: HealthContext): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const checks = await Promise.all(
      Object.entries(readiness).map(
        async ([name, check]) => [name, await isReachable(name, check, log)] as const,
      ),
    );
    const unreachable = checks.filter(([, reachable]) => !reachable).map(([name]) => name);
    response.status(unreachable.length === 0 ? 200 : 503).json({
      status: unreachable.length === 0 ? 'ok' : 'unavailable',
      checks: Object.fromEntries(checks.map(([name, reachable]) => [name, reachable ? 'ok' : 'unreachable'])),
      unreachable,
    });
  });
  router.get('/metrics', async (_request, response) => {
    response.set('Content-Type', metrics.contentType).send(await metrics.metrics());
  });
  return router;
}

async function isReachable(name: string, check: Check, log: Log): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`No answer within ${CHECK_TIMEOUT_MS} ms.`));
      }, CHECK_TIMEOUT_MS);
    });
    await Promise.race([check(), late]);
    return true;
  } catch (error) {
    log.warn('Not ready.', { check: name, error: String(error) });
    return false;
  } finally {
    clearTimeout(timer);
  }
}
