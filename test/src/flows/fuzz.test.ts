// Whatever is sent, the API answers as it describes itself, and never with a failure of its own. `BENCH=fuzz make
// bench` sends five thousand.
import { expect } from 'chai';
import { fuzzApi } from '../load/fuzz-api.js';
import { plantInto } from '../load/plant-for-fuzz.js';
import { ADMIN, startApi, type Api } from './api-harness.js';

const REQUESTS = 600;
/** A quarter of a minute where the machine has nothing else to do. */
const RUNS_WITHIN_MS = 120_000;

/** This suite's API has no client on GitHub: it answers 409. `BENCH=fuzz make bench` has one, and does it. */
const NEEDS_GITHUB = ['get /api/v1/users/{id}/github/connect'];

describe('the API under requests that nobody would write', () => {
  let api: Api;
  before(async () => {
    api = await startApi('fuzz');
  });
  after(() => api.stop());

  it('no answer is a failure of ours, every answer is as described, and every call was done', async () => {
    const plant = plantInto((sql) => api.database.$executeRawUnsafe(sql));
    const { byCall, neverDone } = await fuzzApi(api.url, ADMIN, plant, REQUESTS).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${api.errors.join('\n')}`);
    });
    expect(neverDone).to.deep.equal(NEEDS_GITHUB);
    const statuses = new Set([...byCall.values()].flatMap((answers) => Object.keys(answers)));
    expect([...statuses]).to.include.members(['200', '201', '202', '204', '400', '404', '409']);
    expect(api.errors).to.deep.equal([]);
  }).timeout(RUNS_WITHIN_MS);
});
