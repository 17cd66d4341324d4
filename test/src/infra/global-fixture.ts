// mocha --require this: every process that runs tests (one, or several side by side) starts servers of its own before its
// first suite. They end with the process; what a suite forgot to stop ends with the suite.
import { startTestServers } from './servers.js';
import { killLeftServices } from './spawn-service.js';
import { reportContract } from './watched-simulator.js';

/** Mocha starts servers before a suite's own hooks run; the first start of a busy machine may take a while. */
const START_TIMEOUT_MS = 60_000;

export const mochaHooks = {
  async beforeAll(this: Mocha.Context): Promise<void> {
    this.timeout(START_TIMEOUT_MS);
    await startTestServers(process.env);
  },
  async afterAll(): Promise<void> {
    await killLeftServices();
    reportContract(process.env['TANDEM_CONTRACT_FILE']);
  },
};
