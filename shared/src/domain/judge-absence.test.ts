import { expect } from 'chai';
import { describe, it } from 'mocha';
import { judgeAbsence, mustBrake } from './judge-absence.js';

describe('P5: what absence means', () => {
  it('a repo that cannot be read, or has its issues off, closes the place and deletes nothing', () => {
    for (const state of ['unreadable', 'issues_off'] as const) {
      expect(judgeAbsence(state, { kind: 'task', status: 410, seenBefore: true })).to.deep.equal({
        kind: 'closed',
        state,
      });
      expect(judgeAbsence(state, { kind: 'comment', issue: 'readable' })).to.deep.equal({
        kind: 'closed',
        state,
      });
    }
  });

  it('in a readable repo an issue is deleted where GitHub says so, not where it does not know the number', () => {
    expect(judgeAbsence('readable', { kind: 'task', status: 410, seenBefore: true }).kind).to.equal(
      'deleted',
    );
    expect(judgeAbsence('readable', { kind: 'task', status: 404, seenBefore: true }).kind).to.equal(
      'not_found',
    );
  });

  it('a comment is deleted where its issue can be read', () => {
    expect(judgeAbsence('readable', { kind: 'comment', issue: 'readable' }).kind).to.equal('deleted');
    expect(judgeAbsence('readable', { kind: 'comment', issue: 'absent' }).kind).to.equal('not_found');
  });

  it('pull-9: the brake lets tidying up pass, and stops when much vanishes at once', () => {
    expect(mustBrake(10, 12)).to.equal(false);
    expect(mustBrake(20, 1_000)).to.equal(false);
    expect(mustBrake(24, 40)).to.equal(true);
    expect(mustBrake(600, 1_000)).to.equal(true);
  });
});
