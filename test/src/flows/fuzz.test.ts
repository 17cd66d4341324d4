// Whatever is sent, the API answers as it describes itself, and never with a failure of its own. `BENCH=fuzz make
// bench` sends five thousand.
import { expect } from 'chai';
import { fuzzApi } from '../load/fuzz-api.js';
import { ADMIN, seedProject, startApi, type Api } from './api-harness.js';

const REQUESTS = 600;

describe('the API under requests that nobody would write', () => {
  let api: Api;
  before(async () => {
    api = await startApi('fuzz');
    await seedProject(api, 'ada/fuzzed');
  });
  after(() => api.stop());

  it('no answer is a failure of ours, and every answer is as described', async () => {
    const { statuses } = await fuzzApi(api.url, ADMIN, REQUESTS);
    expect(Object.keys(statuses)).to.include.members(['200', '201', '400', '404']);
    expect(api.errors).to.deep.equal([]);
  });
});
