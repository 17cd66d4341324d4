// `make logs`: follows the logs of whatever runs, until Ctrl-C.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { runCompose } from './docker.js';
import { stackFiles } from './stack-files.js';
import { readStack } from './stack-state.js';
import { stackVariables } from './stack-variables.js';

const stack = readStack();
if (stack?.mode === 'docker') {
  runCompose(stack.compose, ['logs', '--follow', '--tail', '50'], stackVariables(process.env));
} else if (existsSync(stackFiles.logs)) {
  const files = readdirSync(stackFiles.logs).map((name) => path.join(stackFiles.logs, name));
  spawnSync('tail', ['-n', '20', '-F', ...files], { stdio: 'inherit' });
} else {
  console.log('There are no logs yet; "make up" makes some.');
}
