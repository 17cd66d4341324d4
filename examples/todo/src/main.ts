// A to-do list in the terminal, against a running `make up`: npm start -w examples/todo -- add "Mend the sails"
// Shows the whole of Tandem from a client's side: writes that answer at once, the status towards GitHub, and the
// change log that tells what happens on either side.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createTandemClient, type Change, type Problem, type Task } from '@tandem/client/tandem-client.js';
import { followChanges } from '@tandem/client/follow-changes.js';

const USAGE = `Usage: npm start -w examples/todo -- <command>
  list                 the open tasks, with their state towards GitHub
  add <title>          make a task; it becomes an issue by itself
  done <start of id>   close a task, here and on GitHub
  say <id> <text>      comment on a task
  watch                follow what happens, here and on GitHub, until Ctrl-C`;

// What went wrong is said in a sentence; nobody at a terminal reads where in the code it was.
process.on('uncaughtException', (error) => {
  const lost = error.message === 'fetch failed';
  console.error(
    lost ? `${url} cannot be reached: is \`make up\` running? TANDEM_URL says otherwise.` : error.message,
  );
  process.exit(1);
});

const root = path.resolve(import.meta.dirname, '../../..');
const url = process.env['TANDEM_URL'] ?? 'http://127.0.0.1:3000';
const client = createTandemClient({
  url,
  token: process.env['TANDEM_TOKEN'] ?? readFileSync(path.join(root, '.local', 'admin-token'), 'utf8').trim(),
});

const [command = 'list', ...words] = process.argv.slice(2);
switch (command) {
  case 'list':
    for (const task of await openTasks()) console.log(line(task));
    break;
  case 'add':
    await add(words.join(' '));
    break;
  case 'done':
    await close(await find(words[0] ?? ''));
    break;
  case 'say':
    await say(await find(words[0] ?? ''), words.slice(1).join(' '));
    break;
  case 'watch':
    await watch();
    break;
  default:
    console.error(USAGE);
    process.exitCode = 2;
}

async function openTasks(): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  let cursor: string | null = null;
  do {
    const query: { state: 'open'; cursor?: string } = {
      state: 'open',
      ...(cursor === null ? {} : { cursor }),
    };
    const page = taken(await client.GET('/api/v1/tasks', { params: { query } }));
    tasks.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return tasks;
}

async function add(title: string): Promise<void> {
  const { items } = taken(await client.GET('/api/v1/projects', {}));
  const project = items.at(-1);
  if (project === undefined) throw new Error('There is no project yet: `make up` makes one.');
  const params = { path: { id: project.id }, header: { 'Idempotency-Key': crypto.randomUUID() } };
  console.log(line(taken(await client.POST('/api/v1/projects/{id}/tasks', { params, body: { title } }))));
}

async function close(task: Task): Promise<void> {
  // Only if nobody changed it since we read it: 412 otherwise, and we would look again.
  const params = { path: { id: task.id }, header: { 'If-Match': `"${task.version}"` } };
  const body = { state: 'closed', stateReason: 'completed' } as const;
  console.log(line(taken(await client.PATCH('/api/v1/tasks/{id}', { params, body }))));
}

async function say(task: Task, text: string): Promise<void> {
  const params = { path: { id: task.id } };
  const comment = taken(await client.POST('/api/v1/tasks/{id}/comments', { params, body: { body: text } }));
  console.log(`said, ${comment.sync.status}: ${text}`);
}

async function watch(): Promise<void> {
  const ending = new AbortController();
  process.once('SIGINT', () => {
    ending.abort();
  });
  // An application would store the pointer with its data; a list on a screen begins anew every time.
  for await (const { changes } of followChanges(client, { signal: ending.signal })) {
    for (const change of changes) console.log(told(change));
  }
}

async function find(start: string): Promise<Task> {
  const found = (await openTasks()).filter(
    ({ id, github }) => id.startsWith(start) || `#${github?.number}` === start,
  );
  const [task] = found;
  if (task === undefined || start === '' || found.length > 1) {
    throw new Error(`${found.length} open tasks begin with "${start}".`);
  }
  return task;
}

function line({ id, title, state, sync, github }: Task): string {
  const place = github === null ? '' : ` ${github.repo}#${github.number}`;
  return `${id}  ${state === 'open' ? '☐' : '☑'} ${title ?? '(not synced yet)'}  [${sync.status}${place}]`;
}

function told({ event, at, task, comment, fields }: Change): string {
  const what = task === null ? `comment "${comment?.body ?? ''}"` : `task "${task.title ?? ''}"`;
  return `${at}  ${what} ${event}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}`;
}

function taken<T>({ data, error }: { data?: T; error?: Problem }): T {
  if (data === undefined) throw new Error(error?.detail ?? 'The API answered nothing.');
  return data;
}
