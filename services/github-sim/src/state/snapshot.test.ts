import { expect } from 'chai';
import { startTestSimulator } from '../testing/start-test-simulator.js';
import { startSimulator } from '../simulator.js';
import { readSnapshot } from './snapshot.js';

describe('a snapshot', () => {
  it('brings back repos, issues, comments and installations, and goes on with new ids and numbers', async () => {
    const first = await startTestSimulator();
    first.world.createRepo({ owner: 'ann', name: 'boat' });
    const issue = first.world.openIssue('ann/boat', { title: 'Leak', labels: ['hull'] });
    first.world.comment('ann/boat', issue.number, 'Bail!');
    const second = await startSimulator({ app: first.app, snapshot: first.snapshot() });
    await first.close();

    expect(second.world.repo('ann/boat')?.id).to.equal(issue.repoId);
    expect(second.world.issue('ann/boat', issue.number)).to.deep.include({
      title: 'Leak',
      labels: ['hull'],
      comments: 1,
    });
    expect(second.world.comments('ann/boat').map(({ body }) => body)).to.deep.equal(['Bail!']);
    expect(second.world.installation('ann')).to.not.equal(undefined);
    const next = second.world.openIssue('ann/boat', { title: 'Next' });
    expect(next.number).to.equal(issue.number + 1);
    expect(next.id).to.be.above(issue.id);
    expect(second.violations()).to.deep.equal([]);
    await second.close();
  });

  it('that cannot be read is a fresh start', () => {
    expect(readSnapshot(Buffer.from('no world'))).to.equal(undefined);
  });
});
