// Sends webhooks in the order in which they were caused, a few at a time, without ever holding up the write that caused them.
// Nothing is retried by itself; every attempt is listed and can be redelivered.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { NextId } from '../ids.js';
import type { OutgoingHook } from '../hub.js';
import type { Json } from '../json.js';
import type { Delivery, DeliveryLog } from './deliveries.js';
import { type Attempt, postWebhook } from './post-webhook.js';
import { webhookHeaders } from './sign-webhook.js';
import type { WebhookFault, WebhookFaults } from './webhook-faults.js';

export interface WebhookSenderOptions {
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly appId: string;
  readonly secret: () => string;
  readonly url: () => string | undefined;
  readonly log: DeliveryLog;
  readonly faults: WebhookFaults;
  readonly check: (event: string, action: string, payload: Json) => void;
  readonly concurrency: number;
}

export interface WebhookSender {
  send(hook: OutgoingHook): void;
  redeliver(delivery: Delivery): void;
  /** Sends what `hold` and unfinished `reorder` windows keep back. */
  release(): void;
  /** Resolves when nothing is queued, delayed or on its way; what is held does not count. */
  settled(): Promise<void>;
  /** How many are held back. */
  held(): number;
  close(): Promise<void>;
}

interface Queued {
  readonly guid: string;
  readonly hook: OutgoingHook;
  readonly body: string;
  readonly redelivery: boolean;
}

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { clock, log, faults } = options;
  const hookId = options.nextId();
  const stop = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  let queue: Queued[] = [];
  let heldBack: Queued[] = [];
  let windowed: Queued[] = [];
  let inFlight = 0;
  let waiting: (() => void)[] = [];

  const headersOf = (one: Queued): Record<string, string> =>
    webhookHeaders({
      guid: one.guid,
      event: one.hook.event,
      body: one.body,
      appId: options.appId,
      hookId,
      secret: options.secret(),
    });

  function list(one: Queued, url: string, headers: Record<string, string>, attempt: Attempt): void {
    const { event, action, installationId, repositoryId, payload } = one.hook;
    const { guid, redelivery } = one;
    log.add({
      id: options.nextId(),
      ...{ guid, redelivery, event, action, installationId, repositoryId, payload, url },
      ...attempt,
      deliveredAt: clock.second(),
      requestHeaders: headers,
    });
  }

  function finishIfIdle(): void {
    if (queue.length + inFlight + timers.size > 0) return;
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  }

  async function deliver(one: Queued): Promise<void> {
    const url = options.url();
    if (url === undefined) return;
    const headers = headersOf(one);
    list(one, url, headers, await postWebhook(url, headers, one.body, stop.signal));
  }

  function pump(): void {
    while (inFlight < options.concurrency) {
      const next = queue.shift();
      if (!next) break;
      inFlight += 1;
      void deliver(next).finally(() => {
        inFlight -= 1;
        pump();
      });
    }
    finishIfIdle();
  }

  function enqueue(...some: Queued[]): void {
    if (stop.signal.aborted) return;
    queue.push(...some);
    setImmediate(pump);
  }

  function later(ms: number, one: Queued): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      enqueue(one);
    }, ms);
    timers.add(timer);
  }

  function spoil(one: Queued, fault: WebhookFault): void {
    switch (fault.kind) {
      case 'drop':
        return;
      case 'fail': {
        const lost = { duration: 0, responseHeaders: null, responseBody: null };
        const attempt = { status: 'failed to connect to host', statusCode: fault.status ?? 502, ...lost };
        list(one, options.url() ?? '', headersOf(one), attempt);
        return;
      }
      case 'double':
        enqueue(one, one);
        return;
      case 'delay':
        later(fault.ms ?? 1000, one);
        return;
      case 'hold':
        heldBack.push(one);
        return;
      case 'reorder':
        windowed.push(one);
        if (windowed.length < (fault.window ?? 2)) return;
        enqueue(...windowed.toReversed());
        windowed = [];
    }
  }

  function start(one: Queued): void {
    const fault = faults.take(one.hook.event, one.hook.action);
    if (fault) spoil(one, fault);
    else enqueue(one);
  }

  return {
    send(hook) {
      // An app without an address is sent nothing, and nothing is listed. Imports of ten thousands need not pay for it.
      if (options.url() === undefined) return;
      options.check(hook.event, hook.action, hook.payload);
      start({ guid: randomUUID(), hook, body: JSON.stringify(hook.payload), redelivery: false });
    },
    redeliver({ guid, event, action, installationId, repositoryId, payload }) {
      const hook = { event, action, installationId, repositoryId, payload };
      start({ guid, hook, body: JSON.stringify(payload), redelivery: true });
    },
    release() {
      const kept = [...heldBack, ...windowed.toReversed()];
      heldBack = [];
      windowed = [];
      enqueue(...kept);
    },
    settled: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        setImmediate(finishIfIdle);
      }),
    held: () => heldBack.length + windowed.length,
    async close() {
      stop.abort();
      queue = [];
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await this.settled();
    },
  };
}
