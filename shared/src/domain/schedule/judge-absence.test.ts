import { expect } from 'chai';
import { describe, it } from 'mocha';
import { judgeAbsence, mustBrake } from './judge-absence.js';

const brakes = (next: number, of: number): boolean => mustBrake({ lastHour: 0, of, allowed: null }, next);

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
    expect(brakes(10, 12)).to.equal(false);
    expect(brakes(11, 12)).to.equal(true);
    expect(brakes(20, 1_000)).to.equal(false);
    expect(brakes(250, 1_000), 'a quarter').to.equal(false);
    expect(brakes(251, 1_000), 'more than a quarter').to.equal(true);
    expect(brakes(24, 40)).to.equal(true);
    expect(brakes(600, 1_000)).to.equal(true);
  });

  it('pull-9: deletions of the last hour count, one by one as many at once', () => {
    expect(mustBrake({ lastHour: 10, of: 12, allowed: null }, 1)).to.equal(true);
    expect(mustBrake({ lastHour: 9, of: 12, allowed: null }, 1)).to.equal(false);
  });

  it('P5: what a person allowed happens, and what goes missing beyond it asks anew', () => {
    const allowed = (used: number) => ({ lastHour: 10 + used, of: 40, allowed: { granted: 14, used } });
    expect(mustBrake(allowed(0), 14)).to.equal(false);
    expect(mustBrake(allowed(13), 1)).to.equal(false);
    expect(mustBrake(allowed(14), 10), 'tidying up').to.equal(false);
    expect(mustBrake(allowed(14), 11)).to.equal(true);
    expect(mustBrake(allowed(0), 25)).to.equal(true);
  });

  it('P5: what was allowed and did not happen within the hour is no reason to ask', () => {
    expect(mustBrake({ lastHour: 0, of: 40, allowed: { granted: 5, used: 30 } }, 1)).to.equal(false);
  });
});
