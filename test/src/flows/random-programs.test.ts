// Random programs through the real services: people on both sides edit, GitHub loses, doubles, delays and reorders, calls
// fail, the worker is killed. When all is said, both sides are equal and nothing that one side alone edited is lost (M1).
import { expect } from 'chai';
import fc from 'fast-check';
import type { OperationJson, TaskJson } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';

const PROGRAMS = 50;
/** Runs again what failed: TANDEM_SEED=… make test ONLY=flows GREP=programs */
const SEED = Number(process.env['TANDEM_SEED'] ?? Date.now() % 1_000_000);

type Step =
  | { readonly do: 'title' | 'body'; readonly by: 'app' | 'github' }
  | { readonly do: 'label'; readonly by: 'app' | 'github'; readonly add: boolean; readonly name: string }
  | { readonly do: 'state'; readonly by: 'app' | 'github'; readonly open: boolean }
  | { readonly do: 'comment'; readonly by: 'app' | 'github' }
  | { readonly do: 'webhooks'; readonly fault: 'drop' | 'double' | 'delay' | 'reorder' }
  | {
      readonly do: 'calls';
      readonly fault: 'lose-reply' | 'reset' | 'status';
      readonly method: 'PATCH' | 'GET';
    };

const by = fc.constantFrom('app' as const, 'github' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('title' as const, 'body' as const), by }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('label' as const),
      by,
      add: fc.boolean(),
      name: fc.constantFrom('a', 'b', 'c'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('state' as const), by, open: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('comment' as const), by }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('webhooks' as const),
      fault: fc.constantFrom('drop' as const, 'double' as const, 'delay' as const, 'reorder' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('calls' as const),
      fault: fc.constantFrom('lose-reply' as const, 'reset' as const, 'status' as const),
      method: fc.constantFrom('PATCH' as const, 'GET' as const),
    }),
  },
);

/** One issue under one program, and what people wanted of it. */
interface Run {
  readonly number: number;
  readonly taskId: string;
  readonly steps: readonly Step[];
  readonly edits: Map<'title' | 'body', { by: Set<string>; last: string }>;
  comments: number;
}

describe('random programs', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('programs');
  });
  after(() => pair.stop());

  it(`M1, M2: ${PROGRAMS} programs through the real services end equal on both sides (seed ${SEED})`, async () => {
    const programs = fc.sample(fc.array(step, { minLength: 4, maxLength: 10 }), {
      numRuns: PROGRAMS,
      seed: SEED,
    });
    const runs = await Promise.all(programs.map((steps, index) => begin(steps, index)));
    await pair.quiet(60_000);

    const longest = Math.max(...programs.map((steps) => steps.length));
    for (let at = 0; at < longest; at += 1) {
      await Promise.all(runs.map((run, index) => act(run, index, at)));
      if (at === 3 || at === 6) {
        await pair.worker().kill();
        await pair.startWorker();
      }
    }
    await settle(runs);
    for (const run of runs) await check(run);
    await finals();

    const writes = (): number =>
      pair.sim.requests.filter(({ method, auth }) => method !== 'GET' && auth === 'installation').length;
    const before = writes();
    await settle(runs);
    expect(writes(), 'a settled pair writes nothing more (M2)').to.equal(before);
  }).timeout(240_000);

  const begin = async (steps: readonly Step[], index: number): Promise<Run> => {
    const { number } = pair.sim.world.openIssue(REPO, {
      title: `Program ${index}`,
      body: 'First.\n\nSecond.',
    });
    const task = await pair.taskOf(number);
    return { number, taskId: task.id, steps, edits: new Map(), comments: 0 };
  };

  const act = async (run: Run, index: number, at: number): Promise<void> => {
    const one = run.steps[at];
    if (one === undefined) return;
    const { world, faults } = pair.sim;
    const issue = world.issue(REPO, run.number);
    const value = `${one.do} ${index}.${at}`;
    switch (one.do) {
      case 'title':
      case 'body': {
        const edit = run.edits.get(one.do) ?? { by: new Set(), last: '' };
        edit.by.add(one.by);
        edit.last = value;
        run.edits.set(one.do, edit);
        if (one.by === 'github') world.editIssue(REPO, run.number, { [one.do]: value });
        else await write(run, { [one.do]: value });
        return;
      }
      case 'label':
        if (one.by === 'github' && one.add) world.addLabels(REPO, run.number, [one.name]);
        else if (one.by === 'github') {
          if (issue?.labels.includes(one.name) === true) world.removeLabel(REPO, run.number, one.name);
        } else {
          const { labels } = await read(run);
          const others = labels.filter((name) => name !== one.name);
          await write(run, { labels: one.add ? [...others, one.name] : others });
        }
        return;
      case 'state':
        if (one.by === 'app') await write(run, { state: one.open ? 'open' : 'closed' });
        else if (one.open && issue?.state === 'closed') world.reopenIssue(REPO, run.number);
        else if (!one.open && issue?.state === 'open') world.closeIssue(REPO, run.number);
        return;
      case 'comment':
        run.comments += 1;
        if (one.by === 'github') world.comment(REPO, run.number, value);
        else await pair.api.post(`/api/v1/tasks/${run.taskId}/comments`, { body: value });
        return;
      case 'webhooks':
        faults.webhooks({ kind: one.fault, ms: 300, window: 3 });
        return;
      case 'calls':
        faults.add({
          match: { method: one.method, route: /issues\/\{?\w+\}?$/ },
          ...(one.fault === 'status' ? { kind: 'status', status: 502 } : { kind: one.fault }),
        });
    }
  };

  /** Whatever GitHub lost is asked for; the pull does this by itself, here it is asked for by name. */
  const settle = async (runs: readonly Run[]): Promise<void> => {
    pair.sim.faults.clear();
    await pair.quiet(90_000);
    for (const { taskId } of runs) await pair.api.post(`/api/v1/tasks/${taskId}/sync`);
    await pair.quiet(90_000);
  };

  const read = async ({ taskId }: Run): Promise<TaskJson> =>
    (await pair.api.get<TaskJson>(`/api/v1/tasks/${taskId}`)).body;
  const write = async ({ taskId }: Run, values: object): Promise<void> => {
    expect((await pair.api.patch(`/api/v1/tasks/${taskId}`, values)).status).to.equal(200);
  };

  const check = async (run: Run): Promise<void> => {
    const issue = pair.sim.world.issue(REPO, run.number);
    const task = await read(run);
    const story = `issue ${run.number}: ${JSON.stringify(run.steps)}`;
    expect(
      { title: task.title, body: task.body, state: task.state, labels: [...task.labels].sort() },
      story,
    ).to.deep.equal({
      title: issue?.title,
      body: issue?.body ?? '',
      state: issue?.state,
      labels: [...(issue?.labels ?? [])].sort(),
    });
    for (const [field, { by: sides, last }] of run.edits) {
      if (sides.size === 1)
        expect(task[field], `${field} was edited on one side alone; ${story}`).to.equal(last);
    }
    const same = (await pair.tasks()).filter(({ github }) => github?.number === run.number);
    expect(same, story).to.have.length(1);
    const here = (await pair.comments(run.taskId)).map(({ body }) => body).sort();
    const there = pair.sim.world
      .comments(REPO, run.number)
      .map(({ body }) => body.replace(/\n\n<!-- tandem .*-->$/, ''));
    expect(new Set(there).size, `no comment is doubled; ${story}`).to.equal(there.length);
    expect(
      here.filter((body) => !there.includes(body ?? '')),
      `our comments are there; ${story}`,
    ).to.deep.equal([]);
  };

  const finals = async (): Promise<void> => {
    const silent = await pair.query<OperationJson>(
      `SELECT id, state FROM task_sync_operations WHERE state <> 'completed' AND reason_code IS NULL
       UNION ALL SELECT id, state FROM comment_sync_operations WHERE state <> 'completed' AND reason_code IS NULL`,
    );
    expect(silent, 'whatever did not complete says why').to.deep.equal([]);
    const errored = await pair.query(
      `SELECT id, reason_message FROM task_sync_operations WHERE state = 'errored'`,
    );
    expect(errored).to.deep.equal([]);
  };
});
