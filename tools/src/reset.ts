// `make reset`: stops the stack and deletes its data, after asking. YES=1 answers for scripts; without a terminal
// and without YES=1 nothing is deleted.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { runCompose } from './docker.js';
import { endStack } from './end-stack.js';
import { postgresDataDir, stackFiles } from './stack-files.js';
import { readStack } from './stack-state.js';
import { stackVariables } from './stack-variables.js';

const variables = stackVariables(process.env);
const stack = readStack();
const what = stack?.mode === 'docker' ? 'the containers with their volumes, and .local' : '.local';

if (
  variables['YES'] !== '1' &&
  !(await confirmed(`Delete ${what}: every task, operation and secret? [y/N] `))
) {
  console.log('Nothing was deleted.');
  process.exit(1);
}
if (stack?.mode === 'docker') runCompose(stack.compose, ['down', '--volumes'], variables);
console.log(await endStack(variables));
const data = postgresDataDir();
if (!data.startsWith(stackFiles.root)) rmSync(path.dirname(data), { recursive: true, force: true });
rmSync(stackFiles.root, { recursive: true, force: true });
console.log('Deleted. "make up" starts anew.');

async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.log('There is no terminal to ask: YES=1 says yes.');
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question(question);
  asking.close();
  return /^y(es)?$/i.test(answer.trim());
}
