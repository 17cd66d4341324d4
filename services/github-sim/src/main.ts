// Starts the simulator as a process of its own, writes down the credentials that the other services need, and stops on SIGTERM.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from './config.js';
import { ENV_FILE, readCredentials, writeCredentials } from './credentials.js';
import { startSimulator } from './simulator.js';
import { keepWorld, readKept } from './state/keep-world.js';

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

const read = readConfig(process.env);
if ('problem' in read) fail(read.problem);
const { config } = read;

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

mkdirSync(config.folder, { recursive: true });
const worldFile = path.join(config.folder, 'world.bin');
const simulator = await startSimulator({
  host: config.host,
  port: config.port,
  publicUrl: config.publicUrl,
  app: await readCredentials(config.folder),
  snapshot: readKept(worldFile),
  log: (line) => {
    console.warn(line);
  },
  // Before it is healthy: whoever waits for it reads them next.
  prepare: ({ url, app }) => writeCredentials(config.folder, app, url, config.shared),
}).catch((error: unknown) =>
  fail(
    isTaken(error)
      ? `Port ${config.port} is taken: stop what listens there or set PORT.`
      : `The GitHub simulator could not start: ${error instanceof Error ? error.message : String(error)}`,
  ),
);

// Only now, so that nobody is told of installations before the credentials are there.
simulator.setWebhookUrl(config.webhookUrl);
const world = keepWorld(worldFile, () => simulator.snapshot());
if (simulator.world.repos().length === 0) {
  simulator.world.createUser('octocat', 'The Octocat');
  for (const repo of config.repos) simulator.world.createRepo(repo);
}

console.log(
  `GitHub simulator at ${simulator.url}, webhooks to ${config.webhookUrl}, credentials in ${path.join(config.folder, ENV_FILE)}`,
);

function stop(): void {
  void simulator.close().then(() => {
    world.stop();
    process.exit(0);
  });
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
