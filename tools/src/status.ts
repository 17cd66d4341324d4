// `make status`: what runs, and whether it is well. Exit code 1 when something is not.
import { runCompose } from './docker.js';
import { isRunning } from './process-identity.js';
import { answers } from './readiness.js';
import { isAlive, readStack } from './stack-state.js';
import { stackVariables } from './stack-variables.js';

const stack = readStack();
if (stack === undefined || !isAlive(stack)) {
  console.log('Nothing is running; "make up" starts it.');
  process.exit(1);
}
if (stack.mode === 'docker') {
  runCompose(stack.compose, ['ps'], stackVariables(process.env));
} else {
  console.log(`supervisor   pid ${stack.supervisor.pid}, ${stack.phase}, queue on ${stack.queue}`);
  for (const { name, identity, restarts } of stack.processes) {
    const state = isRunning(identity) ? `pid ${identity.pid}` : 'ended';
    console.log(`${name.padEnd(12)} ${state}${restarts === 0 ? '' : `, restarted ${restarts} times`}`);
  }
}
const checks = [
  `${stack.urls.ingest}/readyz`,
  `${stack.urls.worker}/readyz`,
  ...(stack.simulator ? [`${stack.urls.github}/healthz`] : []),
];
const results = await Promise.all(checks.map(async (url) => ({ url, well: await answers(url) })));
for (const { url, well } of results) console.log(`${well ? 'ok  ' : 'FAIL'} ${url}`);
process.exit(results.every(({ well }) => well) ? 0 : 1);
