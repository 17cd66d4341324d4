import { expect } from 'chai';
import fc from 'fast-check';
import { aComment, aTask, ISSUE, sec, type Given } from '../../testing/resources.js';
import { differingFields, type Content } from '../resource/content.js';
import { planOutbound, sendable, type OutboundPlan } from './plan-outbound.js';
import { REASONS } from '../operations/reasons.js';

const plan = (given: Given): OutboundPlan => planOutbound(aTask(given));
const NOTHING = { add: [], remove: [] };
const PULL = { taskKind: 'pull_request' as const };
const DELETED = { deletedAt: sec(5), deletedBy: 'client' as const };
const INTENT = { id: 'i', since: 0, attemptedAt: 0, attempts: 1, values: ISSUE };

describe('what an outbound run has to send', () => {
  it('both-8: nothing where nobody changed anything', () => {
    expect(plan({})).to.deep.equal({ kind: 'nothing' });
  });

  it('M2: the changed fields alone, in one PATCH', () => {
    expect(plan({ ours: { title: 'B' } })).to.deep.equal({
      kind: 'update',
      values: { title: 'B' },
      patch: { title: 'B' },
      labels: NOTHING,
      assignees: NOTHING,
    });
  });

  it('both-7: a cleared body is sent as cleared', () => {
    expect(plan({ ours: { body: '' } })).to.deep.include({ patch: { body: '' } });
  });

  it('both-23: labels and assignees go by element, never as a whole', () => {
    const ours = { labels: ['y'], assignees: ['ann', 'bob'] };
    expect(plan({ ours })).to.deep.equal({
      kind: 'update',
      values: ours,
      patch: {},
      labels: { add: ['y'], remove: ['x'] },
      assignees: { add: ['bob'], remove: [] },
    });
  });

  it('decide-21: another case of a name is no difference', () => {
    expect(plan({ ours: { labels: ['X'] } })).to.deep.equal({ kind: 'nothing' });
  });

  it('locked is never sent', () => {
    expect(plan({ ours: { locked: true } })).to.deep.equal({ kind: 'nothing' });
    expect(sendable(ISSUE)).to.not.have.property('locked');
  });

  it('what does not exist on GitHub is created, with everything that it holds', () => {
    const given = { base: null, link: { exists: false }, record: { content: ISSUE } };
    expect(plan(given)).to.deep.equal({ kind: 'create', values: sendable(ISSUE) });
  });

  it('nothing without a link, without a base, or where it is gone', () => {
    expect(plan({ link: null })).to.deep.equal({ kind: 'nothing' });
    expect(plan({ base: null, record: { content: ISSUE } })).to.deep.equal({ kind: 'nothing' });
    expect(plan({ ours: { title: 'B' }, link: { gone: REASONS.deletedOnGithub } })).to.deep.equal({
      kind: 'nothing',
    });
  });

  describe('M5: a deletion', () => {
    it('closes an issue as not planned, and sends no edit with it', () => {
      const state = { state: 'closed', reason: 'not_planned' };
      expect(
        plan({ ours: { title: 'B' }, record: { content: { ...ISSUE, title: 'B' }, ...DELETED } }),
      ).to.deep.equal({
        kind: 'update',
        values: { state },
        patch: { state },
        labels: NOTHING,
        assignees: NOTHING,
      });
    });

    it('closes a pull request without a reason', () => {
      expect(planOutbound(aTask({ record: DELETED, resource: PULL }))).to.deep.include({
        patch: { state: { state: 'closed', reason: null } },
      });
    });

    it('leaves a closed issue as it is', () => {
      const base: Content = { ...ISSUE, state: { state: 'closed', reason: 'completed' } };
      expect(plan({ base, record: DELETED })).to.deep.equal({ kind: 'nothing' });
    });

    it('deletes a comment', () => {
      expect(planOutbound(aComment({ record: DELETED }))).to.deep.equal({ kind: 'delete' });
    });

    it('of what never went out is nothing; of what may have gone out: it is looked for', () => {
      const link = { exists: false };
      expect(plan({ base: null, link, record: DELETED })).to.deep.equal({ kind: 'nothing' });
      expect(plan({ base: null, link: { ...link, createIntent: INTENT }, record: DELETED })).to.deep.equal({
        kind: 'find',
      });
    });
  });

  it('M2: applied to what GitHub has, the plan gives what the record holds, and then there is none', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'x'));
    const content = fc.record({
      title: fc.constantFrom('A', 'B'),
      body: fc.constantFrom('', 'b'),
      labels: names,
    });
    fc.assert(
      fc.property(content, content, (base, ours) => {
        const found = plan({ base, ours });
        if (found.kind !== 'update') {
          expect(differingFields(base, ours)).to.deep.equal([]);
          return;
        }
        expect(Object.keys(found.values)).to.have.members(differingFields(base, ours));
        const { add, remove } = found.labels;
        const labels = [...base.labels.filter((name) => !remove.includes(name)), ...add];
        const after = { ...base, ...found.patch, labels };
        expect(differingFields(after, ours)).to.deep.equal([]);
        expect(plan({ base: after, ours })).to.deep.equal({ kind: 'nothing' });
      }),
    );
  });
});
