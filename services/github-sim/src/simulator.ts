// A stateful stand-in for GitHub: its REST calls, its webhooks, its faults. Started by tests and by main; never in production.
import type { AppOptions } from './app-identity.js';
import { identify } from './app-identity.js';
import { type Clock, startClock } from './clock.js';
import { checkWebhook } from './contract/check-call.js';
import { type Checked, createViolationLog, type Violation } from './contract/violations.js';
import { mountControl } from './control/control-routes.js';
import { mountPages } from './control/pages.js';
import { createFaults, type Faults } from './faults.js';
import { createHttpApp, listen, stopListening } from './http-server.js';
import type { AppIdentity, Hub, OutgoingHook } from './hub.js';
import { startIds } from './ids.js';
import { makeUser } from './acts/repo-acts.js';
import { createGrants } from './oauth/grants.js';
import { mountOauth } from './oauth/oauth-pages.js';
import { ALL_ROUTES } from './rest/all-routes.js';
import { indexRoutes } from './rest/find-route.js';
import { createRateLimits, type LimitViolation } from './rest/rate-limits.js';
import { createRequestLog, type RequestRecord } from './rest/request-log.js';
import { createRestFaults } from './rest/rest-faults.js';
import { createRestServer } from './rest/serve-rest.js';
import { readSnapshot, takeSnapshot } from './state/snapshot.js';
import { createStore, findUser } from './state/store.js';
import { createDeliveryLog, type Delivery } from './webhooks/deliveries.js';
import { createWebhookFaults } from './webhooks/webhook-faults.js';
import { createWebhookSender } from './webhooks/webhook-sender.js';
import { createWorld, type World } from './world/world.js';

export type { Faults } from './faults.js';
export type { World } from './world/world.js';
export type { Fault } from './rest/rest-faults.js';
export type { WebhookFault } from './webhooks/webhook-faults.js';
export type { Delivery } from './webhooks/deliveries.js';
export type { RequestRecord } from './rest/request-log.js';
export type { LimitViolation } from './rest/rate-limits.js';
export type { Checked, Violation } from './contract/violations.js';
export type { CommentView, InstallationView, IssueView, RepoView, UserView } from './world/views.js';

export interface SimulatorOptions {
  readonly host?: string | undefined;
  /** 0: any free port. */
  readonly port?: number | undefined;
  /** Without one webhooks go nowhere and are not listed. */
  readonly webhookUrl?: string | undefined;
  readonly app?: AppOptions | undefined;
  /** Milliseconds; the simulator's clock is this plus what was advanced. */
  readonly now?: (() => number) | undefined;
  readonly tokenLifetimeMs?: number | undefined;
  /** What addresses in replies begin with, where it differs from the address listened on. */
  readonly publicUrl?: string | undefined;
  /** REST calls an hour for each installation. */
  readonly requestsPerHour?: number | undefined;
  /** 80 content writes a minute and 500 an hour, off unless told. */
  readonly enforceSecondaryLimits?: boolean | undefined;
  /** How many webhooks may be on their way at once. 1 keeps their order for certain. */
  readonly webhookConcurrency?: number | undefined;
  readonly log?: ((line: string) => void) | undefined;
  /** The world of an earlier simulator, as `snapshot` gave it; one that cannot be read is a fresh start. */
  readonly snapshot?: Uint8Array | undefined;
  /** What must be done, once the address is known, before `/healthz` says that others may come. */
  readonly prepare?:
    ((told: { readonly url: string; readonly app: AppIdentity }) => Promise<void>) | undefined;
}

export interface Simulator {
  /** The API's base, without a slash at the end. */
  readonly url: string;
  readonly app: AppIdentity;
  readonly clock: Clock;
  readonly world: World;
  readonly faults: Faults;
  /** Grows as requests come. */
  readonly requests: readonly RequestRecord[];
  setWebhookUrl(url: string | undefined): void;
  violations(): readonly Violation[];
  /** How many requests and webhooks were held against GitHub's description. */
  checked(): Checked;
  limitViolations(): readonly LimitViolation[];
  /** Newest first. */
  deliveries(): readonly Delivery[];
  redeliver(delivery: Delivery): void;
  /** Resolves when every webhook that is not held back has been answered. */
  settled(): Promise<void>;
  /** Everything that people and the app did, for another simulator to begin with. */
  snapshot(): Buffer;
  close(): Promise<void>;
}

const DEFAULT_LIFETIME_MS = 3_600_000;
const DEFAULT_PER_HOUR = 5000;
const DEFAULT_CONCURRENCY = 4;

const ignore = (): void => undefined;

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = startClock(options.now);
  const nextId = startIds();
  const store =
    (options.snapshot === undefined ? undefined : readSnapshot(options.snapshot)) ?? createStore();
  const app = identify(options.app ?? {});
  const violations = createViolationLog(() => clock.now(), options.log ?? ignore);
  const deliveries = createDeliveryLog(clock);
  const webhookFaults = createWebhookFaults();
  const restFaults = createRestFaults();
  const requests = createRequestLog();
  const perHour = options.requestsPerHour ?? DEFAULT_PER_HOUR;
  const enforceSecondary = options.enforceSecondaryLimits ?? false;
  const limits = createRateLimits(clock, { perHour, enforceSecondary, resource: 'core' });
  const graphqlLimits = createRateLimits(clock, { perHour, enforceSecondary: false, resource: 'graphql' });
  let webhookUrl = options.webhookUrl;
  let isReady = false;

  const sender = createWebhookSender({
    clock,
    nextId,
    appId: app.id,
    secret: () => app.webhookSecret,
    url: () => webhookUrl,
    log: deliveries,
    faults: webhookFaults,
    concurrency: options.webhookConcurrency ?? DEFAULT_CONCURRENCY,
    check(event, action, payload) {
      const message = checkWebhook(event, action, payload);
      violations.checked('webhook');
      if (message !== undefined)
        violations.add({ direction: 'webhook', operation: `${event}.${action}`, message });
    },
  });

  const base = {
    clock,
    nextId,
    store,
    app,
    startedAt: clock.second(),
    urls: { api: '', html: '' },
    send: (hook: OutgoingHook) => {
      sender.send(hook);
    },
  };
  const appOwner = findUser(store, 'tandem-app-owner') ?? makeUser(base, 'tandem-app-owner', 'User');
  const bot = findUser(store, app.botLogin) ?? makeUser(base, app.botLogin, 'Bot');
  const hub: Hub = { ...base, appOwner, bot };
  const grants = createGrants(hub);
  const world = createWorld(hub, grants);

  const services = {
    hub,
    deliveries,
    sender,
    limits,
    graphqlLimits,
    grants,
    tokenLifetimeMs: options.tokenLifetimeMs ?? DEFAULT_LIFETIME_MS,
    webhookUrl: () => webhookUrl,
    setWebhookUrl(url: string | undefined) {
      webhookUrl = url;
    },
  };
  const faults = createFaults({
    rest: restFaults,
    webhooks: webhookFaults,
    sender,
    budgets: [limits, graphqlLimits],
  });
  const serveRest = createRestServer({
    ...services,
    findRoute: indexRoutes(ALL_ROUTES),
    faults: restFaults,
    requests,
    violations,
  });
  const limitViolations = (): LimitViolation[] => [...limits.violations(), ...graphqlLimits.violations()];
  const control = {
    hub,
    world,
    faults,
    requests,
    violations,
    limitViolations,
    deliveries,
    sender,
    webhookUrl: services.webhookUrl,
    isReady: () => isReady,
  };
  const http = createHttpApp((express) => {
    mountControl(express, control);
    mountOauth(express, hub, grants);
    mountPages(express);
  }, serveRest);

  const host = options.host ?? '127.0.0.1';
  const { server, port } = await listen(http, host, options.port ?? 0);
  const url =
    options.publicUrl?.replace(/\/$/, '') ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  Object.assign(hub.urls, { api: url, html: url });
  await options.prepare?.({ url, app });
  isReady = true;

  return {
    url,
    app,
    clock,
    world,
    faults,
    requests: requests.records,
    setWebhookUrl: (next) => {
      webhookUrl = next;
    },
    violations: () => violations.all(),
    checked: () => violations.count(),
    limitViolations,
    deliveries: () => deliveries.all(),
    redeliver: (delivery) => {
      sender.redeliver(delivery);
    },
    settled: () => sender.settled(),
    snapshot: () => takeSnapshot(store),
    async close() {
      await sender.close();
      await stopListening(server);
    },
  };
}
