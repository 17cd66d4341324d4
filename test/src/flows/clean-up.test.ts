// What is kept and how long: the payload of a delivery until nobody will ask for it, its row for ever, and an
// Idempotency-Key for a day. Through the worker as it runs; a fresh one begins with a turn of the clean-up.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { spawnService, type SpawnedService } from '../infra/spawn-service.js';
import { waitFor } from '../infra/wait-for.js';

interface DeliveryJson {
  readonly state: string;
  readonly payload: string | null;
  readonly payloadDroppedAt: string | null;
}

describe('what is kept, and how long', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('clean_up', { worker: false, undisturbed: true });
  });
  after(() => pair.stop());

  /** One of this suite's own, so many days after it was received and, unless it waits, decided. */
  const plant = async (
    state: string,
    days: number,
    rows = 1,
  ): Promise<{ readonly ids: readonly string[]; readonly guid: string }> => {
    const guid = randomUUID();
    const planted = await pair.query<{ id: string }>(
      `INSERT INTO webhook_deliveries (id, guid, event, headers, payload, state, received_at, processed_at)
       SELECT gen_random_uuid(), CASE n WHEN 1 THEN $1 ELSE gen_random_uuid()::text END, 'star', '{}', '{"zen":1}',
         $2::delivery_state, now() - $3 * interval '1 day',
         CASE $2 WHEN 'pending' THEN NULL ELSE now() - $3 * interval '1 day' END
       FROM generate_series(1, $4) n RETURNING id::text`,
      [guid, state, days, rows],
    );
    return { ids: planted.map(({ id }) => id), guid };
  };
  const plantKey = async (hours: number): Promise<string> => {
    const key = randomUUID();
    await pair.query(
      `INSERT INTO idempotency_keys (token_id, key, request_hash, status, created_at)
       VALUES (gen_random_uuid(), $1, '', 201, now() - $2 * interval '1 hour')`,
      [key, hours],
    );
    return key;
  };
  const keysOf = async (keys: readonly string[]): Promise<readonly string[]> =>
    (await pair.query<{ key: string }>('SELECT key FROM idempotency_keys WHERE key = ANY($1)', [keys])).map(
      ({ key }) => key,
    );
  const keptOf = async (ids: readonly string[]): Promise<readonly boolean[]> =>
    (
      await pair.query<{ kept: boolean }>(
        'SELECT payload IS NOT NULL AS kept FROM webhook_deliveries WHERE id = ANY($1::uuid[]) ORDER BY array_position($1::uuid[], id)',
        [ids],
      )
    ).map(({ kept }) => kept);

  /** Fresh workers make one turn each; the keys come last in it. */
  const turn = async (env: Readonly<Record<string, string>> = {}, workers = 1): Promise<SpawnedService[]> => {
    const old = await plantKey(25);
    const started = await Promise.all(
      Array.from({ length: workers }, () => spawnService('sync-worker', { ...pair.env, ...env })),
    );
    await waitFor(async () => (await keysOf([old])).length === 0, {
      timeoutMs: 20_000,
      describe: 'the old key is deleted',
    });
    return started;
  };
  const stop = (workers: readonly SpawnedService[]): Promise<unknown> =>
    Promise.all(workers.map((worker) => worker.stop()));
  const cleaned = async (worker: SpawnedService, what: string): Promise<number> => {
    const text = await (await fetch(`${worker.url}/metrics`)).text();
    return Number(new RegExp(`^tandem_cleaned_total\\{what="${what}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
  };

  it('a key is deleted after its 24 hours, and not before', async () => {
    const keys = [await plantKey(23), await plantKey(25)];
    const workers = await turn();
    expect(await keysOf(keys)).to.deep.equal([keys[0]]);
    await stop(workers);
  });

  it('D3: a decided payload is dropped after 30 days; the row stays, and its GUID has no second effect', async () => {
    pair.sim.world.openIssue(REPO, { title: 'Told long ago' });
    await pair.decided();
    const [told] = await pair.query<{ id: string; guid: string }>(
      `SELECT id::text, guid FROM webhook_deliveries WHERE event = 'issues' AND state = 'processed'`,
    );
    await pair.query(
      `UPDATE webhook_deliveries SET processed_at = now() - interval '31 days', received_at = now() - interval '31 days'
       WHERE id = $1`,
      [told?.id],
    );
    const young = await plant('processed', 29);
    const ignored = await plant('ignored', 31);
    await stop(await turn());

    expect(await keptOf([told?.id ?? '', ...young.ids, ...ignored.ids])).to.deep.equal([false, true, false]);
    const { body } = await pair.api.get<DeliveryJson>(`/api/v1/deliveries/${told?.id ?? ''}`);
    expect(body).to.include({ state: 'processed', payload: null });
    expect(Date.parse(body.payloadDroppedAt ?? '')).to.be.closeTo(Date.now(), 60_000);
    pair.sim.redeliver(pair.sim.deliveries().find(({ guid }) => guid === told?.guid)!);
    await pair.decided();
    expect(pair.sim.deliveries()[0]).to.include({ guid: told?.guid, redelivery: true, statusCode: 202 });
    expect(await keptOf([told?.id ?? ''])).to.deep.equal([false]);
    const made = await pair.query('SELECT 1 FROM task_sync_operations WHERE delivery_id = $1', [told?.id]);
    expect(made, 'the trail names it, and once').to.have.length(1);
  });

  it('what is no longer kept is not replayed: 409 names what to do instead', async () => {
    const { ids } = await plant('processed', 31);
    await stop(await turn());
    const refused = await pair.api.post<{ detail: string }>(`/api/v1/deliveries/${ids[0] ?? ''}/replay`, {});
    expect(refused.status).to.equal(409);
    expect(refused.body.detail).to.include('no longer kept').and.to.include('/sync');
    const [row] = await pair.query<{ state: string }>('SELECT state FROM webhook_deliveries WHERE id = $1', [
      ids[0],
    ]);
    expect(row?.state).to.equal('processed');
  });

  it('D5: what is parked or still to be read keeps its payload, however old', async () => {
    const parked = await plant('parked', 400);
    pair.ingest.pause(); // or it would read the pending one
    const pending = await plant('pending', 400);
    await stop(await turn());
    const kept = await keptOf([...parked.ids, ...pending.ids]);
    pair.ingest.resume();
    expect(kept).to.deep.equal([true, true]);
  });

  it('a replay counts anew: the days run from the last decision', async () => {
    const { ids } = await plant('parked', 400);
    expect((await pair.api.post(`/api/v1/deliveries/${ids[0] ?? ''}/replay`, {})).status).to.equal(202);
    await pair.decided();
    await stop(await turn());
    expect(await keptOf(ids)).to.deep.equal([true]);
  });

  it('TANDEM_KEEP_PAYLOADS_DAYS says how many days; 0 keeps them for ever', async () => {
    const { ids } = await plant('processed', 29);
    await stop(await turn({ TANDEM_KEEP_PAYLOADS_DAYS: '0' }));
    expect(await keptOf(ids)).to.deep.equal([true]);
    await stop(await turn({ TANDEM_KEEP_PAYLOADS_DAYS: '28' }));
    expect(await keptOf(ids)).to.deep.equal([false]);
  });

  it('several workers share a turn of many batches: each payload is dropped and counted once', async () => {
    const { ids } = await plant('processed', 31, 450);
    const workers = await turn({}, 2);
    await waitFor(async () => !(await keptOf(ids)).includes(true), {
      timeoutMs: 10_000,
      describe: 'all are dropped',
    });
    const counts = await Promise.all(workers.map((worker) => cleaned(worker, 'payload')));
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(450);
    await stop(workers);
  });
});
