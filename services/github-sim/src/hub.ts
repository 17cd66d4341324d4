// What every part is handed: the clock, the numbers, the state, who the app is, where things live, and the way out for webhooks.
import type { Clock } from './clock.js';
import type { NextId } from './ids.js';
import type { Json } from './json.js';
import type { User } from './state/model.js';
import type { Store } from './state/store.js';

export interface AppIdentity {
  /** As a string, because that is how it is configured elsewhere. */
  readonly id: string;
  /** PEM. */
  readonly privateKey: string;
  readonly publicKey: string;
  readonly webhookSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly slug: string;
  /** `slug[bot]`: the author of everything that the app itself writes. */
  readonly botLogin: string;
}

export interface Urls {
  api: string;
  html: string;
}

export interface OutgoingHook {
  readonly event: string;
  readonly action: string;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly payload: Json;
}

export interface Hub {
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly store: Store;
  readonly app: AppIdentity;
  readonly bot: User;
  readonly appOwner: User;
  readonly startedAt: number;
  readonly urls: Urls;
  /** Never waits and never throws: the write that caused it is already done. */
  send(hook: OutgoingHook): void;
}
