import { expect } from 'chai';
import { aChange, aTask, inbound, ISSUE, sec } from '../../testing/resources.js';
import type { Content } from '../resource/content.js';
import { decideInbound, recheckInbound, type Verdict } from './decide-inbound.js';
import { REASONS } from '../operations/reasons.js';
import type { Resource } from '../resource/resource.js';
import { isOpenAgain } from './tombstone.js';

const QUEUED: Verdict = { verdict: 'queue', fetch: false, cancels: [] };
const TO_FETCH: Verdict = { verdict: 'queue', fetch: true, cancels: [] };
const CLOSED = { state: { state: 'closed', reason: 'not_planned' } } as const;

describe('M5: what a client deleted', () => {
  const deleted = (base: Content = { ...ISSUE, ...CLOSED }): Resource =>
    aTask({ base, baseAt: 6, record: { deletedAt: sec(5.5), deletedBy: 'client' } });

  it('both-16: takes no change', () => {
    expect(decideInbound(deleted(), aChange(7, CLOSED))).to.deep.equal({
      verdict: 'drop',
      droppedFor: { type: 'task', id: 'task-1' },
      reason: REASONS.recordDeleted,
    });
  });

  it('comes back when it is reopened later', () => {
    expect(decideInbound(deleted(), aChange(7))).to.deep.equal(QUEUED);
  });

  it('comes back by a reopening in the second of our close only after a fetch', () => {
    expect(decideInbound(deleted(), aChange(6))).to.deep.equal(TO_FETCH);
  });

  it('stays deleted by an edit of what is still open', () => {
    expect(decideInbound(deleted(ISSUE), aChange(7, { title: 'B' }))).to.include({ verdict: 'drop' });
  });

  it('a reopening of what we closed counts even if our clock is ahead', () => {
    const state = CLOSED.state;
    const write = { values: [state], preImage: ISSUE.state!, preImageAt: sec(0), recovered: [] };
    const task = aTask({
      base: { ...ISSUE, ...CLOSED },
      baseAt: 6,
      record: { deletedAt: sec(9), deletedBy: 'client' },
      link: { lastWrite: { state: [{ ...write, operationId: 'close', at: sec(6) }] } },
    });
    expect(decideInbound(task, aChange(7))).to.deep.equal(QUEUED);
  });

  it('a reopening in the second of the deletion, or in that of our own close, counts: ties go to GitHub', () => {
    const base = { ...ISSUE, ...CLOSED };
    const closedBefore = aTask({ base, baseAt: 1, record: { deletedAt: sec(6.9), deletedBy: 'client' } });
    expect(decideInbound(closedBefore, aChange(6))).to.deep.equal(QUEUED);
    expect(recheckInbound(closedBefore, inbound('reopened', 6)), 'and comes back').to.deep.equal(QUEUED);
    const written = { values: [CLOSED.state], preImage: ISSUE.state!, preImageAt: sec(0), recovered: [] };
    const closedByUs = aTask({
      base,
      baseAt: 6,
      record: { deletedAt: sec(9), deletedBy: 'client' },
      link: { lastWrite: { state: [{ ...written, operationId: 'close', at: sec(6) }] } },
    });
    expect(decideInbound(closedByUs, aChange(6))).to.deep.equal(TO_FETCH);
    expect(decideInbound(closedByUs, aChange(5)), 'before our close').to.include({ verdict: 'drop' });
  });

  it('a change without a time brings nothing back', () => {
    const blind = aChange(7, {}, { githubUpdatedAt: null });
    expect(decideInbound(deleted(), blind)).to.include({ verdict: 'drop' });
  });

  it('a reopening before the deletion goes to the worker, which closes it again', () => {
    const task = aTask({
      base: { ...ISSUE, ...CLOSED },
      baseAt: 1,
      record: { deletedAt: sec(9), deletedBy: 'client' },
    });
    expect(isOpenAgain(task, aChange(7))).to.equal(true);
    expect(decideInbound(task, aChange(7))).to.deep.equal(QUEUED);
    expect(recheckInbound(task, inbound('reopened', 7))).to.include({ verdict: 'drop' });
    expect(isOpenAgain(task, aChange(1)), 'in the second of the close').to.equal(true);
    expect(isOpenAgain(task, aChange(0)), 'older than the close').to.equal(false);
    expect(isOpenAgain(task, aChange(7, CLOSED)), 'still closed').to.equal(false);
    expect(isOpenAgain(aTask(), aChange(7)), 'not deleted').to.equal(false);
  });
});
