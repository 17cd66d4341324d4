// Every attempt to deliver, as GitHub's list keeps it: three days, newest first. A redelivery is a row of its own with the old GUID.
import type { Clock } from '../clock.js';
import type { Json } from '../json.js';

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly deliveredAt: number;
  readonly redelivery: boolean;
  readonly duration: number;
  readonly status: string;
  readonly statusCode: number;
  readonly event: string;
  readonly action: string;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly url: string;
  readonly requestHeaders: Record<string, string>;
  readonly payload: Json;
  readonly responseHeaders: Record<string, string> | null;
  readonly responseBody: string | null;
}

export interface DeliveryLog {
  add(delivery: Delivery): void;
  /** Newest first. */
  all(): readonly Delivery[];
  find(id: number): Delivery | undefined;
}

const KEPT_FOR_MS = 3 * 24 * 3600 * 1000;
const MOST_KEPT = 20_000;

export function createDeliveryLog(clock: Clock): DeliveryLog {
  let oldestFirst: Delivery[] = [];
  const fresh = (): Delivery[] => {
    const limit = clock.now() - KEPT_FOR_MS;
    const first = oldestFirst[0];
    if (first && first.deliveredAt < limit) {
      oldestFirst = oldestFirst.filter((one) => one.deliveredAt >= limit);
    }
    return oldestFirst;
  };
  return {
    add(delivery) {
      oldestFirst.push(delivery);
      if (oldestFirst.length > MOST_KEPT) oldestFirst = oldestFirst.slice(-MOST_KEPT / 2);
    },
    all: () => fresh().toReversed(),
    find: (id) => fresh().find((one) => one.id === id),
  };
}
