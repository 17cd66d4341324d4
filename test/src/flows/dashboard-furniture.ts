// What the pictures of the dashboard show beside settled and failed work: people with and without an account, drift, a
// conflict, and an issue that was transferred.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { REPO, type Pair } from '../infra/pair.js';
import { REFUSED_PATCH } from './dashboard-desk.js';

/** Returns the task of the transferred issue. */
export async function furnish(pair: Pair): Promise<string> {
  await connectPeople(pair);
  await stray(pair);
  await giveUpOne(pair);
  const moved = await transferOne(pair);
  await spreadOut(pair);
  return moved;
}

/** An edit that GitHub refused and that was given up: what it wanted waits for a person. */
async function giveUpOne(pair: Pair): Promise<void> {
  const { id } = await pair.taskOf(2);
  pair.sim.faults.add({ ...REFUSED_PATCH, times: 1 });
  await pair.api.patch(`/api/v1/tasks/${id}`, {
    title: 'Say what a snooze is, and how long',
    body: 'In the guide.\n\nWith two examples.',
  });
  await pair.quiet();
  const [refused] = await pair.operations(`&taskId=${id}&state=errored`);
  await pair.api.post(`/api/v1/operations/${refused?.id ?? ''}/cancel`);
}

/** Of the repo of the pair to another one of its project. */
export async function transferOne(pair: Pair): Promise<string> {
  pair.sim.world.createRepo({ owner: 'octo', name: 'guides' });
  await pair.sim.settled();
  await pair.api.put(`/api/v1/projects/${pair.projectId}/repos`, { fullName: 'octo/guides' });
  const { number } = pair.sim.world.openIssue(REPO, {
    title: 'How to ring a bell',
    body: 'This belongs to the guides.',
  });
  pair.sim.world.comment(REPO, number, 'Then move it there.');
  const { id } = await pair.taskOf(number);
  await pair.quiet();
  pair.sim.clock.advance(2_000);
  pair.sim.world.transferIssue(REPO, number, 'octo/guides');
  await pair.quiet();
  return id;
}

async function connectPeople(pair: Pair): Promise<void> {
  const make = async (name: string): Promise<string> =>
    (await pair.api.post<{ id: string }>('/api/v1/users', { name })).body.id;
  await make('Edsger Dijkstra');
  for (const [name, login] of [
    ['Grace Hopper', 'grace'],
    ['Ada Lovelace', 'ada'],
  ] as const) {
    const id = await make(name);
    await connectAccount(pair, id, login);
  }
  await pair.query(`UPDATE github_users SET sealed_tokens = NULL, problem = jsonb_build_object('code', 'connection_ended',
    'message', 'GitHub no longer takes the connection; the account has to be connected again.', 'at', now())
    WHERE login = 'grace'`);
}

/** What a person's browser does on GitHub's page. */
export async function connectAccount(pair: Pair, userId: string, login: string): Promise<void> {
  const begun = await pair.api.get<{ url: string }>(`/api/v1/users/${userId}/github/connect`);
  await allow(begun.body.url, login);
}

export async function allow(url: string, login: string): Promise<void> {
  const page = await fetch(`${url}&login=${login}`, { redirect: 'manual' });
  const answer = await fetch(String(page.headers.get('location')));
  expect(answer.status).to.equal(200);
}

/** As if it had happened over the hour, and not within seconds: a chart with one bar shows nothing. */
async function spreadOut(pair: Pair): Promise<void> {
  const ago = `interval '1 minute' * (d.sequence * d.sequence * 7 % 53)`;
  for (const table of ['task_sync_operations', 'comment_sync_operations']) {
    await pair.query(`UPDATE ${table} o SET created_at = o.created_at - ${ago}, queued_at = queued_at - ${ago},
        processing_at = processing_at - ${ago}, finished_at = finished_at - ${ago}
      FROM webhook_deliveries d WHERE d.id = o.delivery_id`);
  }
  await pair.query(
    `UPDATE webhook_deliveries d SET received_at = received_at - ${ago}, processed_at = processed_at - ${ago}`,
  );
}

/** As the sampler leaves it: most were in step, one was not and is not yet. */
async function stray(pair: Pair): Promise<void> {
  const { id } = await pair.taskOf(1);
  for (let index = 0; index < 60; index += 1) await sample(pair, randomUUID(), []);
  await sample(pair, id, ['title', 'labels']);
}

export async function sample(pair: Pair, recordId: string, fields: readonly string[]): Promise<void> {
  await pair.query(
    `INSERT INTO drift_samples (id, at, kind, record_id, fields) VALUES ($1, now(), 'task', $2, $3)`,
    [randomUUID(), recordId, [...fields]],
  );
}
