// A machine whose clock is wrong: GitHub refuses signatures that lie outside ten minutes of its own clock.
import { expect } from 'chai';
import type { TaskJson } from '../infra/api-client.js';
import { REPO, startPair } from '../infra/pair.js';

const HALF_AN_HOUR_MS = 30 * 60_000;

describe('clocks that differ', () => {
  it('with GitHub’s clock half an hour behind, repos are found and tasks get there', async () => {
    const now = (): number => Date.now() - HALF_AN_HOUR_MS;
    const pair = await startPair('clocks', { simulator: { now } });
    const { body } = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title: 'from the future',
    });
    await pair.quiet();
    expect(pair.sim.world.issues(REPO).map(({ title }) => title)).to.deep.equal(['from the future']);
    expect((await pair.api.get<TaskJson>(`/api/v1/tasks/${body.id}`)).body.sync.status).to.equal('synced');
    await pair.stop();
  }).timeout(60_000);
});
