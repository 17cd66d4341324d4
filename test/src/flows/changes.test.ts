// The change log: what happened, in one order, with nothing skipped (DESIGN section 10).
import { expect } from 'chai';
import pg from 'pg';
import type { TaskJson } from '../infra/api-client.js';
import { openEventStream, type EventStream } from '../infra/event-stream.js';
import { startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';
import { raceChangeLog } from '../load/change-log-race.js';

interface ChangeJson {
  readonly id: string;
  readonly position: string;
  readonly kind: 'task' | 'comment';
  readonly taskId: string;
  readonly commentId: string | null;
  readonly event: string;
  readonly version: number;
  readonly fields: readonly string[];
  readonly task: TaskJson | null;
  readonly comment: { readonly body: string | null } | null;
}

interface ChangePageJson {
  readonly items: readonly ChangeJson[];
  readonly next: string | null;
  readonly pointer: string;
}

const ADMIN = 'admin-token-of-this-test-run';
/** A few seconds show the race hundreds of times; the bench takes a minute. */
const RACE_MS = 3_000;

describe('the change log', () => {
  let pair: Pair;
  const streams: EventStream[] = [];
  before(async () => {
    pair = await startPair('changes', { worker: false, connect: false });
  });
  after(async () => {
    await pair.stop(); // with streams open: they must not hold up the end
    expect(await pair.ingest.ended).to.equal('code 0');
    for (const stream of streams) stream.close();
  });

  const read = async (query: string): Promise<ChangePageJson> =>
    (await pair.api.get<ChangePageJson>(`/api/v1/changes?${query}`)).body;
  const pointerNow = async (): Promise<string> => {
    let page = await read('limit=200');
    while (page.next !== null) page = await read(`limit=200&after=${page.next}`);
    return page.pointer;
  };
  const newTask = async (title: string, projectId = pair.projectId): Promise<string> =>
    (await pair.api.post<{ id: string }>(`/api/v1/projects/${projectId}/tasks`, { title })).body.id;
  const listen = async (
    query = '',
    lastEventId?: string,
    token: string | null = ADMIN,
  ): Promise<EventStream> => {
    const stream = await openEventStream(
      `${pair.ingest.url}/api/v1/changes/stream${query}`,
      token,
      lastEventId,
    );
    streams.push(stream);
    return stream;
  };
  const clientToken = async (body: object): Promise<string> =>
    (await pair.api.post<{ token: string }>('/api/v1/tokens', { name: 'Reader', scope: 'read', ...body }))
      .body.token;

  it('an entry says what changed, and carries the record as it is now', async () => {
    const after = await pointerNow();
    const id = await newTask('Sails');
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'New sails' });
    await pair.api.post(`/api/v1/tasks/${id}/comments`, { body: 'Bought.' });
    await pair.api.delete(`/api/v1/tasks/${id}`);
    const { items, next, pointer } = await read(`after=${after}`);
    expect(items.map(({ event, kind, taskId, version }) => ({ event, kind, taskId, version }))).to.deep.equal(
      [
        { event: 'created', kind: 'task', taskId: id, version: 1 },
        { event: 'updated', kind: 'task', taskId: id, version: 2 },
        { event: 'created', kind: 'comment', taskId: id, version: 1 },
        { event: 'deleted', kind: 'task', taskId: id, version: 3 },
      ],
    );
    expect(items[1]?.fields).to.deep.equal(['title']);
    expect(items[0]?.task).to.include({ title: 'New sails', version: 3 });
    expect(items[0]?.task?.deletedAt).to.be.a('string');
    expect(items[2]?.comment?.body).to.equal('Bought.');
    expect(next).to.equal(null);
    expect(pointer).to.equal(items.at(-1)?.position);
  });

  it('pages join without a gap, and a pointer at the end stays where it is until something happens', async () => {
    const after = await pointerNow();
    const ids = [await newTask('One'), await newTask('Two'), await newTask('Three')];
    const first = await read(`after=${after}&limit=2`);
    const second = await read(`after=${first.pointer}&limit=2`);
    expect([...first.items, ...second.items].map(({ taskId }) => taskId)).to.deep.equal(ids);
    expect([first.next, second.next]).to.deep.equal([first.pointer, null]);
    const third = await read(`after=${second.pointer}`);
    expect(third).to.deep.equal({ items: [], next: null, pointer: second.pointer });
  });

  it('a token bound to a project reads that project alone, and its pointer still moves on', async () => {
    const other = await pair.api.post<{ id: string }>('/api/v1/projects', { title: 'Other' });
    const token = await clientToken({ projectIds: [other.body.id] });
    const after = await pointerNow();
    await newTask('Not for you');
    const mine = await newTask('For you', other.body.id);
    await newTask('Not for you either');
    const response = await fetch(`${pair.ingest.url}/api/v1/changes?after=${after}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = (await response.json()) as ChangePageJson;
    expect(page.items.map(({ taskId }) => taskId)).to.deep.equal([mine]);
    expect(page.pointer).to.equal(await pointerNow());
  });

  it('F1: an entry that commits late is not skipped, although a reader has passed its id', async () => {
    const client = new pg.Client({ connectionString: pair.database.databaseUrl });
    await client.connect();
    const after = await pointerNow();
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO change_log (project_id, kind, record_id, event, version) VALUES ($1, 'task', gen_random_uuid(), 'updated', 7)`,
      [pair.projectId],
    );
    const early = await newTask('Committed first');
    const first = await read(`after=${after}`);
    expect(first.items.map(({ taskId }) => taskId)).to.deep.equal([early]);
    await client.query('COMMIT');
    await client.end();
    const second = await read(`after=${first.pointer}`);
    expect(second.items.map(({ version }) => version)).to.deep.equal([7]);
  });

  it('F1: a pointer beyond the end is of another log, and is refused before anything is skipped', async () => {
    const end = await pointerNow();
    const beyond = String(Number(end) + 1);
    const refused = { status: 400, at: end };
    const told = ({ status, body }: { status: number; body: unknown }): object => ({
      status,
      at: /which is (\d+)/.exec((body as { detail?: string }).detail ?? '')?.[1],
    });
    expect(told(await pair.api.get(`/api/v1/changes?after=${beyond}`))).to.deep.equal(refused);
    const subscription = { url: 'http://127.0.0.1:9/', after: beyond };
    expect(told(await pair.api.post('/api/v1/subscriptions', subscription))).to.deep.equal(refused);
    expect((await listen(`?after=${beyond}`)).status).to.equal(400);
    expect((await listen('', beyond)).status).to.equal(400);
    expect((await read(`after=${end}`)).pointer).to.equal(end);
  });

  it('F2: whoever reads the same stretch again gets the same entries, ids and order', async () => {
    const [once, again] = await Promise.all([read('limit=200'), read('limit=200')]);
    expect(once.items.map(({ id }) => id)).to.deep.equal(again.items.map(({ id }) => id));
    expect(new Set(once.items.map(({ id }) => id)).size).to.equal(once.items.length);
  });

  it('F3: a stream tells a change at once, and resumes from Last-Event-ID without a gap', async () => {
    const live = await listen();
    expect(live.status).to.equal(200);
    const first = await newTask('While you listen');
    await waitFor(() => live.events.length > 0, { timeoutMs: 5_000, describe: 'the event' });
    expect(live.events.map(({ event }) => event)).to.deep.equal(['change']);
    expect((JSON.parse(live.events[0]!.data) as ChangeJson).taskId).to.equal(first);
    live.close();

    const missed = [await newTask('While you are away'), await newTask('And again')];
    await pointerNow(); // they have their places: whoever begins now, and does not resume, no longer gets them
    const back = await listen('', live.lastEventId());
    await waitFor(() => back.events.length >= 2, { timeoutMs: 5_000, describe: 'what was missed' });
    expect(back.events.map(({ data }) => (JSON.parse(data) as ChangeJson).taskId)).to.deep.equal(missed);
  });

  it('F3: a stream from a pointer first tells what the log holds', async () => {
    const after = await pointerNow();
    const id = await newTask('Before you came');
    const stream = await listen(`?after=${after}`);
    await waitFor(() => stream.events.length > 0, { timeoutMs: 5_000, describe: 'the event' });
    expect((JSON.parse(stream.events[0]!.data) as ChangeJson).taskId).to.equal(id);
  });

  it('a stream without a token is 401, with a broken pointer 400, and the eleventh of a token 429', async () => {
    expect((await listen('', undefined, null)).status).to.equal(401);
    expect((await listen('?after=x')).status).to.equal(400);
    expect((await listen('', 'x')).status).to.equal(400);
    expect((await listen('?after=0&after=1')).status).to.equal(400);
    const token = await clientToken({});
    const ten = await Promise.all(Array.from({ length: 10 }, () => listen('', undefined, token)));
    expect(ten.map(({ status }) => status)).to.deep.equal(Array.from({ length: 10 }, () => 200));
    expect((await listen('', undefined, token)).status).to.equal(429);
    ten[0]?.close();
    await waitFor(async () => (await listen('', undefined, token)).status === 200, {
      timeoutMs: 5_000,
      describe: 'a place is free again',
    });
  });

  it('pull-10: while 50 writers commit, 5 readers each get every entry once, in one order', async () => {
    const pool = new pg.Pool({ connectionString: pair.database.databaseUrl, max: 12 });
    const { seen, log } = await raceChangeLog({
      url: pair.ingest.url,
      token: ADMIN,
      projectId: pair.projectId,
      pool,
      writers: 50,
      readers: 5,
      forMs: RACE_MS,
      lateAtLeast: 10,
    });
    await pool.end();
    for (const ids of seen) expect(ids).to.deep.equal(log);
  });
});
