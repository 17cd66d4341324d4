// `make up`, after install and build: the whole stack, with Docker where an engine answers, else as processes of
// this machine. Does not return before everything is healthy, or before it can say what is not.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprintBuild } from './build-fingerprint.js';
import { connectDemoProject } from './demo-project.js';
import { adminTokenOf, containerVariables, findCompose, runCompose } from './docker.js';
import { endChildren, endStack } from './end-stack.js';
import { isPortFree } from './free-port.js';
import { done, fail, timed } from './progress.js';
import { answers } from './readiness.js';
import { repoRoot } from './repo-root.js';
import { portsOf, portTaken, readStackConfig, type StackConfig, type Variables } from './stack-config.js';
import { logFileOf, stackFiles } from './stack-files.js';
import { isAlive, readStack, urlsOf, writeStack, type LocalStack, type Stack } from './stack-state.js';
import { stackVariables } from './stack-variables.js';
import { waitFor } from './wait-for.js';
import { whereToLook } from './where-to-look.js';

const START_WITHIN_MS = 180_000;

const variables = stackVariables(process.env);
const config = readStackConfig(variables);
if ('problems' in config) fail(config.problems.join('\n'));

const running = readStack();
if (running?.mode === 'local' && isAlive(running) && running.phase !== 'failed') {
  await finish(await keepOrRestart(running, config));
} else {
  if (running?.mode === 'local') await endChildren(running); // its supervisor was killed and left them
  const compose = variables['MODE'] === 'local' ? undefined : findCompose();
  if (compose === undefined && variables['MODE'] === 'docker')
    fail('MODE=docker, but no Docker engine answers.');
  await finish(compose === undefined ? await startLocal(config) : await startDocker(compose, config));
}

async function keepOrRestart(local: LocalStack, wanted: StackConfig): Promise<LocalStack> {
  if (local.build === fingerprintBuild()) {
    console.log('  Already running; "make down" stops it.');
    return followLocal(local.steps.length);
  }
  console.log('  What runs was built from other files: it is restarted, and its data is kept.');
  await endStack(variables);
  return startLocal(wanted);
}

async function startLocal(wanted: StackConfig): Promise<LocalStack> {
  await checkPorts(wanted);
  mkdirSync(stackFiles.logs, { recursive: true });
  const log = openSync(logFileOf('supervisor'), 'a');
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', path.join(import.meta.dirname, 'supervisor.js')],
    {
      cwd: repoRoot,
      env: { ...variables },
      detached: true, // Ctrl-C here must not reach it, and it outlives us
      stdio: ['ignore', log, log],
    },
  );
  child.unref();
  process.once('SIGINT', () => {
    fail('It goes on starting in the background: "make status" tells how far it is, "make down" stops it.');
  });
  await waitFor(
    () => readStack()?.mode === 'local' && (readStack() as LocalStack).supervisor.pid === child.pid,
    {
      timeoutMs: 10_000,
      describe: 'the supervisor to start: see .local/logs/supervisor.log',
    },
  );
  return followLocal();
}

/** Shows the steps as the supervisor takes them, until everything runs. */
async function followLocal(alreadyShown = 0): Promise<LocalStack> {
  let shown = alreadyShown;
  return waitFor(
    async () => {
      const stack = readStack();
      if (stack?.mode !== 'local') fail('The stack was stopped meanwhile.');
      for (const step of stack.steps.slice(shown)) done(step.name, step.tookMs);
      shown = stack.steps.length;
      if (stack.phase === 'failed' || !isAlive(stack)) await giveUp(stack);
      return stack.phase === 'running' && stack;
    },
    { timeoutMs: START_WITHIN_MS, describe: 'the stack to run: see .local/logs', everyMs: 100 },
  );
}

async function giveUp(stack: LocalStack): Promise<never> {
  await endStack(variables);
  return fail(`It did not start: ${stack.problem ?? 'the supervisor ended'}\n\nThe logs lie in .local/logs.`);
}

async function startDocker(compose: readonly string[], wanted: StackConfig): Promise<Stack> {
  const stack: Stack = { mode: 'docker', compose, urls: urlsOf(wanted), simulator: wanted.simulator };
  const inside = containerVariables(wanted, variables);
  // Our own containers hold the ports when they run already; compose then has nothing, or little, to do.
  const ours = running?.mode === 'docker' || (await answers(`${stack.urls.ingest}/readyz`));
  if (!ours) await checkPorts(wanted);
  console.log(`  A Docker engine answers: ${compose.join(' ')} up -d --build`);
  writeStack(stack);
  if (!runCompose(compose, ['up', '-d', '--build'], inside)) {
    fail(
      'Compose could not start the containers; the lines above say why. Without Docker: make up MODE=local',
    );
  }
  await timed('containers healthy', () =>
    waitFor(
      async () =>
        (await answers(`${stack.urls.ingest}/readyz`)) && (await answers(`${stack.urls.worker}/readyz`)),
      {
        timeoutMs: START_WITHIN_MS,
        describe: `the containers to be healthy: ${compose.join(' ')} logs`,
        everyMs: 500,
      },
    ),
  );
  return stack;
}

async function checkPorts(wanted: StackConfig): Promise<void> {
  for (const { port, variable } of portsOf(wanted)) {
    if (!(await isPortFree(port))) fail(portTaken(port, variable));
  }
}

async function finish(stack: Stack): Promise<void> {
  const inDocker = stack.mode === 'docker';
  const token = inDocker ? adminTokenOf(stack.compose, variables) : localToken(variables);
  const demo = stack.simulator
    ? await timed('demo project on octo/demo', () => connectDemoProject(stack.urls.ingest, token))
    : undefined;
  const tokenCommand = inDocker
    ? `${stack.compose.join(' ')} exec -T ingest cat .local/admin-token`
    : 'cat .local/admin-token';
  const given = variables['ADMIN_TOKEN'] === undefined ? tokenCommand : 'printenv ADMIN_TOKEN';
  const logs = inDocker ? `${stack.compose.join(' ')} logs` : '.local/logs';
  console.log(whereToLook({ stack, demo, tokenCommand: given, logs }));
}

function localToken(given: Variables): string {
  return given['ADMIN_TOKEN'] ?? readFileSync(stackFiles.adminToken, 'utf8').trim();
}
