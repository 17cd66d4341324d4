// One REST call on its way through the simulator, and the routes that answer it.
import type { Hub } from '../hub.js';
import type { Grants } from '../oauth/grants.js';
import { isJson, type Json } from '../json.js';
import type { Actor, Repo } from '../state/model.js';
import type { DeliveryLog } from '../webhooks/deliveries.js';
import type { WebhookSender } from '../webhooks/webhook-sender.js';
import type { Auth } from './auth.js';
import type { RateLimits } from './rate-limits.js';
import type { Reply } from './reply.js';

/** Everything a route may use beside the state. */
export interface Services {
  readonly hub: Hub;
  readonly deliveries: DeliveryLog;
  readonly sender: WebhookSender;
  readonly limits: RateLimits;
  /** GraphQL is paid from a budget of its own. */
  readonly graphqlLimits: RateLimits;
  readonly grants: Grants;
  readonly tokenLifetimeMs: number;
  readonly webhookUrl: () => string | undefined;
  readonly setWebhookUrl: (url: string | undefined) => void;
}

export interface Call extends Services {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  /** Undefined when none was sent. */
  readonly body: unknown;
  readonly auth: Auth;
  /** Answer as a replica that has not seen the last write. */
  readonly stale: boolean;
}

export interface Route {
  readonly method: string;
  readonly template: string;
  readonly handle: (call: Call) => Reply;
}

export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

export function numberParam(call: Call, name: string): number {
  const text = param(call, name);
  return /^\d+$/.test(text) ? Number(text) : NaN;
}

export function bodyOf(call: Call): Json {
  return isJson(call.body) ? call.body : {};
}

export function actorOf(call: Call): Actor {
  return { user: call.auth.kind === 'user' ? call.auth.user : call.hub.bot, viaApp: true };
}

/** Whether the token reaches this repo through an installation. */
export function reaches(call: Call, repo: Repo): boolean {
  const { auth, hub } = call;
  if (auth.kind === 'installation') {
    const narrowed = auth.token.repoIds;
    return auth.installation.repoIds.has(repo.id) && (narrowed === null || narrowed.has(repo.id));
  }
  if (auth.kind !== 'user') return false;
  const installed = [...hub.store.installations.values()].some((one) => one.repoIds.has(repo.id));
  return installed && (repo.owner === auth.user || repo.collaborators.has(auth.user) || !repo.private);
}

/** What the token may do with a kind of thing, if anything. */
export function permissionOf(call: Call, repo: Repo, kind: string): 'read' | 'write' | 'admin' | undefined {
  const { auth, hub } = call;
  if (auth.kind === 'installation') return (auth.token.permissions ?? auth.installation.permissions)[kind];
  if (auth.kind !== 'user') return undefined;
  return [...hub.store.installations.values()].find((one) => one.repoIds.has(repo.id))?.permissions[kind];
}
