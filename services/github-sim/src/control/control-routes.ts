// The control surface under /_sim: for tests in other processes and for the page. It is not GitHub's, and nobody is asked who
// they are: whoever reaches the simulator may do everything, which is one reason why it is kept out of production.
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import type { ViolationLog } from '../contract/violations.js';
import type { Faults } from '../faults.js';
import type { Hub } from '../hub.js';
import type { LimitViolation } from '../rest/rate-limits.js';
import type { RequestLog } from '../rest/request-log.js';
import { renderDelivery } from '../rest/delivery-routes.js';
import type { DeliveryLog } from '../webhooks/deliveries.js';
import type { WebhookSender } from '../webhooks/webhook-sender.js';
import type { World } from '../world/world.js';
import { act, ACTION_NAMES } from './actions.js';
import { readFault } from './fault-schema.js';

export interface ControlParts {
  readonly hub: Hub;
  readonly world: World;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly violations: ViolationLog;
  readonly limitViolations: () => readonly LimitViolation[];
  readonly deliveries: DeliveryLog;
  readonly sender: WebhookSender;
  readonly webhookUrl: () => string | undefined;
  readonly isReady: () => boolean;
}

const VERSION = '0.1.0';
const DELIVERIES_SHOWN = 100;

function bodyOf(request: Request): unknown {
  const raw: unknown = request.body;
  if (!Buffer.isBuffer(raw) || raw.length === 0) return {};
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}

function bad(response: Response, message: string, errors: readonly unknown[] = []): void {
  response.status(400).json({ message, errors });
}

function state(parts: ControlParts): unknown {
  const { world } = parts;
  const repos = world.repos();
  return {
    at: parts.hub.clock.now(),
    users: [...parts.hub.store.users.values()]
      .filter((user) => user.type === 'User')
      .map((user) => user.login),
    installations: [...parts.hub.store.installations.values()].map((one) =>
      world.installation(one.account.login),
    ),
    repos,
    issues: repos.flatMap((repo) => world.issues(repo.fullName)),
    comments: repos.flatMap((repo) => world.comments(repo.fullName)),
  };
}

function status(parts: ControlParts): unknown {
  const { hub, requests, violations, deliveries, sender } = parts;
  return {
    version: VERSION,
    appId: hub.app.id,
    slug: hub.app.slug,
    botLogin: hub.app.botLogin,
    apiUrl: hub.urls.api,
    webhookUrl: parts.webhookUrl() ?? null,
    at: hub.clock.now(),
    counts: {
      repos: hub.store.repos.size,
      installations: hub.store.installations.size,
      issues: [...hub.store.repos.values()].reduce((sum, repo) => sum + repo.issues.size, 0),
      requests: requests.records.length,
      checked: violations.count(),
      violations: violations.all().length,
      limitViolations: parts.limitViolations().length,
      deliveries: deliveries.all().length,
      heldWebhooks: sender.held(),
    },
    actions: ACTION_NAMES,
  };
}

function since(request: Request): number {
  const text = new URL(request.originalUrl, 'http://simulator').searchParams.get('since');
  return Number(text ?? 0) || 0;
}

/** A page of another site cannot act here through a visitor's browser: it may not send JSON to us without asking first. */
function isForeign(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  return typeof site === 'string' && site !== 'same-origin' && site !== 'none';
}

export function mountControl(app: Express, parts: ControlParts): void {
  const { faults, sender, deliveries } = parts;
  app.use('/_sim', (request, response, next) => {
    if (request.method !== 'GET' && isForeign(request)) {
      response.status(403).json({ message: 'Only from the own page' });
      return;
    }
    response.setHeader('cache-control', 'no-store');
    next();
  });
  app.get('/healthz', (_request, response) => {
    const ready = parts.isReady();
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'starting' });
  });
  app.get('/_sim', (_request, response) => {
    response.json(status(parts));
  });
  app.get('/_sim/state', (_request, response) => {
    response.json(state(parts));
  });
  app.get('/_sim/violations', (_request, response) => {
    response.json({ violations: parts.violations.all(), limitViolations: parts.limitViolations() });
  });
  app.get('/_sim/requests', (request, response) => {
    const after = since(request);
    response.json({ requests: parts.requests.records.filter((record) => record.seq > after) });
  });
  app.get('/_sim/deliveries', (_request, response) => {
    response.json({
      held: sender.held(),
      deliveries: deliveries.all().slice(0, DELIVERIES_SHOWN).map(renderDelivery),
    });
  });
  app.post('/_sim/deliveries/:id/attempts', (request, response) => {
    const delivery = deliveries.find(Number(request.params.id));
    if (!delivery) {
      response.status(404).json({ message: 'There is no such delivery' });
      return;
    }
    sender.redeliver(delivery);
    response.status(202).json({});
  });
  app.post('/_sim/faults', (request, response) => {
    const order = readFault(bodyOf(request));
    if ('problem' in order) {
      bad(response, order.problem);
      return;
    }
    if ('rest' in order) faults.add(order.rest);
    else faults.webhooks(order.webhooks);
    response.status(201).json({});
  });
  app.delete('/_sim/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  app.post('/_sim/webhooks/release', (_request, response) => {
    faults.releaseWebhooks();
    response.status(202).json({});
  });
  app.post('/_sim/calls/release', (_request, response) => {
    faults.releaseCalls();
    response.status(202).json({});
  });
  app.get('/_sim/webhooks/settled', async (_request, response) => {
    await sender.settled();
    response.json({ held: sender.held() });
  });
  app.post('/_sim/clock', (request, response) => {
    const parsed = z.strictObject({ advanceMs: z.number().nonnegative() }).safeParse(bodyOf(request));
    if (!parsed.success) {
      bad(response, 'advanceMs: must be a number of milliseconds, not negative');
      return;
    }
    parts.hub.clock.advance(parsed.data.advanceMs);
    response.json({ at: parts.hub.clock.now() });
  });
  app.post('/_sim/actions', (request, response) => {
    const done = act(parts.world, bodyOf(request));
    if (done.ok) response.json({ result: done.result });
    else bad(response, done.message, done.errors);
  });
}
