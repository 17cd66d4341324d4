// mocha --require this: starts the servers of the run before the first test and stops them after the last.
import { killLeftServices } from './spawn-service.js';
import { startTestServers, stopTestServers } from './servers.js';

export async function mochaGlobalSetup(): Promise<void> {
  await startTestServers(process.env);
}

export async function mochaGlobalTeardown(): Promise<void> {
  await killLeftServices();
  await stopTestServers();
}
