import { expect } from 'chai';
import { aTask, inbound, ISSUE, sec } from '../../testing/resources.js';
import type { Content } from '../resource/content.js';
import { findDrift } from './find-drift.js';

describe('find drift', () => {
  const theirs = (values: Content, at = 0, answered = 3_600) => ({
    content: { ...ISSUE, ...values },
    githubUpdatedAt: sec(at),
    answeredAt: sec(answered),
  });

  it('equal on both sides is no drift', () => {
    expect(findDrift(aTask(), theirs({ labels: ['X'] }))).to.deep.equal([]);
  });

  it('what differs although nobody works on it is named, field by field', () => {
    expect(findDrift(aTask(), theirs({ title: 'B', locked: true }, 60))).to.deep.equal(['title', 'locked']);
    expect(findDrift(aTask({ ours: { body: 'never sent' } }), theirs({}))).to.deep.equal(['body']);
  });

  it('a change of a moment ago is on its way, and nothing is said', () => {
    expect(findDrift(aTask(), theirs({ title: 'B' }, 3_500))).to.equal(null);
  });

  it('of what is open, failed, deleted or closed nothing is said', () => {
    const reason = { code: 'off', message: 'off' };
    for (const busy of [
      aTask({ open: [inbound('a', 1)] }),
      aTask({ errored: [inbound('a', 1)] }),
      aTask({ record: { deletedAt: sec(1), deletedBy: 'client' } }),
      aTask({ resource: { closedBecause: reason } }),
    ]) {
      expect(findDrift(busy, theirs({ title: 'B' }))).to.equal(null);
    }
  });

  it('what differs from a state that we know is no news that is on its way', () => {
    const task = aTask({ baseAt: 50, ours: { title: 'lost' } });
    expect(findDrift(task, theirs({}, 50, 60))).to.deep.equal(['title']);
  });

  it('five minutes after its change nothing is on its way any more', () => {
    expect(findDrift(aTask(), theirs({ title: 'B' }, 1_000, 1_299))).to.equal(null);
    expect(findDrift(aTask(), theirs({ title: 'B' }, 1_000, 1_300))).to.deep.equal(['title']);
  });
});
