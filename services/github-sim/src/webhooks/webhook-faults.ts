// Rules that spoil webhooks on their way out: lost, failed, doubled, late, held back, out of order.

export interface WebhookFault {
  readonly match?: { readonly event?: string | undefined; readonly action?: string | undefined } | undefined;
  /**
   * `drop`: never sent and never listed. `fail`: not sent, listed as failed (a redelivery gets through).
   * `double`: sent twice with one GUID. `delay`: sent `ms` real milliseconds later. `hold`: until `releaseWebhooks()`.
   * `reorder`: gathers `window` matching ones and sends them last first.
   */
  readonly kind: 'drop' | 'fail' | 'double' | 'delay' | 'hold' | 'reorder';
  readonly ms?: number | undefined;
  readonly status?: number | undefined;
  readonly window?: number | undefined;
  /** How many webhooks (for `reorder`: windows) it spoils; 1 unless told, without end when `every` is given or it holds. */
  readonly times?: number | undefined;
  /** Spoils every n-th match only. */
  readonly every?: number | undefined;
}

export interface WebhookFaults {
  add(fault: WebhookFault): void;
  /** The fault that this webhook meets, counted as used. */
  take(event: string, action: string): WebhookFault | undefined;
  clear(): void;
}

export function createWebhookFaults(): WebhookFaults {
  let rules: { fault: WebhookFault; left: number; seen: number }[] = [];
  return {
    add(fault) {
      const endless = fault.every !== undefined || fault.kind === 'hold';
      const one = fault.kind === 'reorder' ? (fault.window ?? 2) : 1;
      rules.push({ fault, left: (fault.times ?? (endless ? Infinity : 1)) * one, seen: 0 });
    },
    take(event, action) {
      for (const rule of rules) {
        const { match, every } = rule.fault;
        if (match?.event !== undefined && match.event !== event) continue;
        if (match?.action !== undefined && match.action !== action) continue;
        rule.seen += 1;
        if (every !== undefined && rule.seen % every !== 0) continue;
        rule.left -= 1;
        if (rule.left <= 0) rules = rules.filter((one) => one !== rule);
        return rule.fault;
      }
      return undefined;
    },
    clear() {
      rules = [];
    },
  };
}
