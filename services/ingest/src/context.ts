// Wires ingest: every adapter meets its port here and nowhere else.
import { createServer as createHttpServer } from 'node:http';
import { githubClientOf, writeRulesOf } from '@tandem/shared/config/read-config.js';
import { createAccountStore } from '@tandem/shared/db/people/account-store.js';
import { createClientStore } from '@tandem/shared/db/resources/client-writes.js';
import { MINUTE_MS } from '@tandem/shared/domain/clock.js';
import { storeDelivery } from '@tandem/shared/db/inbox/deliveries.js';
import { createInstallationBudget } from '@tandem/shared/db/budget/installation-budget.js';
import { pingDatabase } from '@tandem/shared/db/migrated.js';
import { createPullStore } from '@tandem/shared/db/schedule/pull-store.js';
import { readOverview } from '@tandem/shared/db/reads/read-overview.js';
import { findReachableRepo } from '@tandem/shared/db/directory/repos.js';
import { createResourceStore } from '@tandem/shared/db/resources/resource-store.js';
import { ensureAdminToken } from '@tandem/shared/db/people/tokens.js';
import { createGithub } from '@tandem/shared/github/create-github.js';
import {
  createDoubtAuthorizations,
  type DoubtAuthorizations,
} from '@tandem/shared/github/doubt-authorizations.js';
import { createUserFlow } from '@tandem/shared/github/user-flow.js';
import { createUserTokens } from '@tandem/shared/github/user-tokens.js';
import { createMarkers } from '@tandem/shared/github/markers.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Log } from '@tandem/shared/ports/log.js';
import { close, listen } from '@tandem/shared/process/listen.js';
import { openDependencies } from '@tandem/shared/process/open-dependencies.js';
import type { RunningService, ServiceConfig } from '@tandem/shared/process/run-service.js';
import { createGroupBell, GROUP_QUEUE } from '@tandem/shared/queue/group-bell.js';
import { liveStreams } from './admin/live-stream.js';
import { adminRouter } from './admin/router.js';
import { createSealer } from '@tandem/shared/secrets/seal.js';
import { createConnectStates } from './people/connect-state.js';
import { startPushes } from './changes/send-pushes.js';
import { watchChanges } from './changes/watch-changes.js';
import { changeStreams } from './http/change-stream.js';
import { createRepoBell, REPO_QUEUE } from '@tandem/shared/queue/repo-bell.js';
import { githubCallback } from './http/github-callback.js';
import { createServer } from './http/server.js';
import { tokenRate } from './http/token-rate.js';
import { createMeasureRepo } from './repos/measure-repo.js';
import { createMetrics } from './metrics.js';
import { createRepoDirectory } from './repos/repo-directory.js';
import { learnBotLogin } from './webhooks/learn-bot-login.js';
import { startNormalizer } from './webhooks/normalizer.js';
import { webhookRouter } from './webhooks/route.js';

/** Clocks drift by seconds a day at most. */
const SET_CLOCK_EVERY_MS = 10 * MINUTE_MS;

export async function startIngest(config: ServiceConfig, log: Log): Promise<RunningService> {
  const clock: Clock = { now: () => Date.now() };
  const { database, queue } = await openDependencies(config, log);
  await ensureAdminToken(database, config.ADMIN_TOKEN);
  const store = createResourceStore(database, clock);
  const groups = queue.queue(GROUP_QUEUE);
  const bell = createGroupBell(groups, log);
  const repos = queue.queue(REPO_QUEUE);
  const markers = createMarkers(config.APP_SECRET);
  const { directory, lists, app, githubClock } = createGithub({
    apiUrl: config.GITHUB_API_URL,
    appId: config.GITHUB_APP_ID,
    privateKey: config.GITHUB_APP_PRIVATE_KEY,
    markers,
    budget: createInstallationBudget(database, clock, writeRulesOf(config)),
    clock,
    log,
  });

  const clockWatch = setInterval(() => void app.setClock(), SET_CLOCK_EVERY_MS);
  const botLogin = learnBotLogin(() => app.slug(), log);
  const sealer = createSealer(config.APP_SECRET);
  const client = githubClientOf(config);
  const connecting = {
    flow: client === null ? null : createUserFlow({ apiUrl: config.GITHUB_API_URL, client, clock }),
    states: createConnectStates(config.APP_SECRET),
    sealer,
    publicUrl: config.PUBLIC_URL,
  };
  const accounts = createAccountStore(database);
  const { flow } = connecting;
  const doubt: DoubtAuthorizations =
    flow === null
      ? () => Promise.resolve() // nobody can be connected
      : createDoubtAuthorizations({
          accounts,
          tokens: createUserTokens({ store: accounts, flow, sealer, clock, log }),
          flow,
          log,
        });
  const normalizer = startNormalizer({
    store,
    bell,
    clock,
    log,
    recognition: () => ({
      appId: config.GITHUB_APP_ID,
      botLogin: botLogin.current(),
      verifyMarker: (marker) => markers.verify(marker),
    }),
    doubt,
  });
  const metrics = createMetrics(() => readOverview(database, 'hour', clock.now()));

  const watch = watchChanges(database, log);
  const streams = changeStreams({ database, watch, clock, log });
  const live = liveStreams({ database, clock, log });
  const pushing = {
    sealer,
    allowedHosts: new Set(config.PUSH_ALLOWED_HOSTS),
  };
  const pushes = startPushes({ database, watch, clock, log, chance: Math.random, ...pushing });

  const server = createHttpServer(
    createServer({
      database,
      clientStore: createClientStore(database, clock),
      bell,
      repoBell: createRepoBell(repos, log),
      clock,
      githubClock,
      writeRules: writeRulesOf(config),
      log,
      measureRepo: createMeasureRepo(createPullStore(database, clock), lists),
      directory: createRepoDirectory(directory, store, (fullName) => findReachableRepo(database, fullName)),
      normalizer,
      metrics,
      readiness: { database: () => pingDatabase(database), queue: () => queue.ping() },
      pushing,
      connecting,
      rate: tokenRate(config.API_REQUESTS_PER_SECOND, clock),
      routers: [
        streams.router,
        live.router,
        adminRouter({ database, clock, queues: [groups, repos] }),
        githubCallback({ database, clock, log, connecting }),
      ],
      webhookRouter: webhookRouter({
        secrets: config.GITHUB_WEBHOOK_SECRET,
        store: (delivery) => storeDelivery(database, delivery),
        nudge: () => {
          normalizer.nudge();
        },
      }),
    }),
  );
  const port = await listen(server, { port: config.PORT, host: config.HOST, variable: 'PORT' });
  log.info('Ready', { port, queue: queue.kind });

  return {
    async stop() {
      clearInterval(clockWatch);
      botLogin.stop();
      streams.close();
      const quiet = live.close();
      await close(server);
      await quiet;
      await Promise.all([pushes.stop(), watch.stop()]);
      await normalizer.stop();
      await Promise.all([groups.close(), repos.close()]);
      await queue.close();
      await database.$disconnect();
      log.info('Stopped');
    },
  };
}
