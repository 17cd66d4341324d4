// The faults of calls and of webhooks in one hand.
import type { RateLimits } from './rest/rate-limits.js';
import type { Fault, RestFaults } from './rest/rest-faults.js';
import type { WebhookFault, WebhookFaults } from './webhooks/webhook-faults.js';
import type { WebhookSender } from './webhooks/webhook-sender.js';

export interface Faults {
  add(fault: Fault): void;
  webhooks(fault: WebhookFault): void;
  releaseWebhooks(): void;
  releaseCalls(): void;
  /** Forgets every rule, ends every limit that is in force, releases what is held. */
  clear(): void;
}

export function createFaults(parts: {
  readonly rest: RestFaults;
  readonly webhooks: WebhookFaults;
  readonly sender: WebhookSender;
  readonly budgets: readonly RateLimits[];
}): Faults {
  const { rest, webhooks, sender, budgets } = parts;
  return {
    add(fault) {
      rest.add(fault);
    },
    webhooks(fault) {
      webhooks.add(fault);
    },
    releaseWebhooks() {
      sender.release();
    },
    releaseCalls() {
      rest.release();
    },
    clear() {
      rest.clear();
      webhooks.clear();
      for (const budget of budgets) budget.clear();
      sender.release();
    },
  };
}
