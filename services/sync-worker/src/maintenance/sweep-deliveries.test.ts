import { expect } from 'chai';
import type { DeliveryAttempt } from '@tandem/shared/domain/github/choose-redeliveries.js';
import { sweepDeliveries } from './sweep-deliveries.js';

const NOW = Date.parse('2075-06-01T14:00:00Z');
const PAGE = 100;

/** GitHub's list after an outage: `failed` attempts, newest first. */
function afterOutage(failed: number): DeliveryAttempt[] {
  return Array.from({ length: failed }, (_, index) => ({
    id: String(failed - index),
    guid: `guid-${failed - index}`,
    deliveredAt: NOW - 60_000 - index * 1_000,
    succeeded: false,
  }));
}

describe('the sweep for failed deliveries', () => {
  it('P4: comes to what failed first, although GitHub goes on listing all that was sent again meanwhile', async () => {
    const listed = afterOutage(1_500);
    const stored = new Set<string>();
    const sweep = (): Promise<number> =>
      sweepDeliveries({
        deliveries: {
          failedSince: (_since, pages) => Promise.resolve({ ok: true, value: listed.slice(0, pages * PAGE) }),
          redeliver: (id) => {
            stored.add(`guid-${id}`);
            return Promise.resolve({ ok: true, value: null });
          },
        },
        stored: (guids) => Promise.resolve(new Set(guids.filter((guid) => stored.has(guid)))),
        clock: { now: () => NOW },
        log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      });
    const first = await sweep();
    expect(first, 'at most so many at once').to.equal(200);
    for (let asked = first; asked > 0;) asked = await sweep();
    expect(stored.size).to.equal(listed.length);
  });
});
