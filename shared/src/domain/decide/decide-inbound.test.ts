import { expect } from 'chai';
import fc from 'fast-check';
import { aChange, aComment, aTask, inbound, ISSUE, outbound, sec } from '../../testing/resources.js';
import { decideInbound, recheckInbound, type Verdict } from './decide-inbound.js';
import type { Resource } from '../resource/resource.js';
import { REASONS } from '../operations/reasons.js';

const QUEUED: Verdict = { verdict: 'queue', fetch: false, cancels: [] };
const TO_FETCH: Verdict = { verdict: 'queue', fetch: true, cancels: [] };

describe('what becomes of a change from GitHub', () => {
  it('rule 1: where the repo is not connected it is disabled, whatever it says', () => {
    const task = aTask({ resource: { closedBecause: REASONS.repoNotConnected } });
    expect(decideInbound(task, aChange(5, { title: 'B' }))).to.deep.equal({
      verdict: 'disable',
      reason: REASONS.repoNotConnected,
    });
  });

  describe('rule 2: later states', () => {
    it('decide-1: a queued operation that is later drops it, and is named', () => {
      const task = aTask({ open: [inbound('later', 9, { title: 'C' })] });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.deep.equal({
        verdict: 'drop',
        droppedFor: { type: 'operation', id: 'later' },
        reason: REASONS.newerKnown,
      });
    });

    it('decide-1: a processing operation that is later drops it too', () => {
      const task = aTask({ open: [inbound('later', 9, { title: 'C' }, { state: 'processing' })] });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.include({ verdict: 'drop' });
    });

    it('decide-19: a base that is later drops it, for the operation that brought the base', () => {
      expect(decideInbound(aTask({ baseAt: 9 }), aChange(5, { title: 'B' }))).to.deep.equal({
        verdict: 'drop',
        droppedFor: { type: 'operation', id: 'brought-the-base' },
        reason: REASONS.newerKnown,
      });
    });

    it('a base of unknown origin drops it without naming anything', () => {
      const task = aTask({ baseAt: 9, link: { baseOperationId: null } });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.include({ droppedFor: null });
    });

    it('what we read ourselves is compared with the base alone, never with operations', () => {
      const task = aTask({ open: [inbound('later', 9, { title: 'C' })] });
      for (const source of ['pull', 'import', 'scheduler', 'manual'] as const)
        expect(decideInbound(task, aChange(5, { title: 'B' }, { source }))).to.deep.equal(QUEUED);
    });

    it('a deletion that waits has no time of its own and drops nothing', () => {
      const task = aTask({ open: [inbound('deletion', 9, {}, { action: 'delete' })] });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.deep.equal(QUEUED);
    });

    it('a later operation that does not tell every field of it does not drop it', () => {
      const task = aTask({ open: [inbound('narrow', 9, {}, { content: { title: 'C' } })] });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.deep.equal(QUEUED);
    });

    it('a later operation that will fetch drops it, whatever it tells', () => {
      const task = aTask({ open: [inbound('fetch', 9, {}, { content: { title: 'C' }, fetch: true })] });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.include({ verdict: 'drop' });
    });

    it('an older change that tells a field of which nothing is known is fetched', () => {
      const task = aTask({ base: { title: 'A' }, baseAt: 9 });
      expect(decideInbound(task, aChange(5))).to.deep.equal(TO_FETCH);
    });
  });

  describe('rule 3: repetitions', () => {
    it('decide-2: equal time and content as the base is a duplicate of what brought the base', () => {
      expect(decideInbound(aTask({ baseAt: 5 }), aChange(5))).to.deep.equal({
        verdict: 'duplicate',
        duplicateOf: 'brought-the-base',
        reason: REASONS.sameContent,
        baseUpdatedAt: null,
      });
    });

    it('decide-2: equal time and content as a queued operation is a duplicate of that one', () => {
      const task = aTask({ open: [inbound('first', 5, { title: 'B' })] });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.deep.equal({
        verdict: 'duplicate',
        duplicateOf: 'first',
        reason: REASONS.sameContent,
        baseUpdatedAt: null,
      });
    });

    it('the content of the base with a later time is a duplicate, and moves the time of the base', () => {
      expect(decideInbound(aTask(), aChange(5))).to.include({ verdict: 'duplicate', baseUpdatedAt: sec(5) });
    });

    it('names compare without case and line ends do not count', () => {
      const change = aChange(5, { labels: ['X'], body: 'one\r\n\r\ntwo\r\n\r\nthree' });
      expect(decideInbound(aTask(), change)).to.include({ verdict: 'duplicate' });
    });

    it('while an operation is processing the base is about to move: it waits to be judged at claim', () => {
      const task = aTask({ open: [outbound('patch', { title: 'B' }, { state: 'processing' })] });
      expect(decideInbound(task, aChange(5))).to.deep.equal(QUEUED);
    });

    it('decide-17: what a disabled operation once told decides nothing: it is applied', () => {
      const task = aTask({ baseAt: 0 });
      expect(decideInbound(task, aChange(5, { title: 'B' }, { source: 'pull' }))).to.deep.equal(QUEUED);
    });

    it('decide-22: a value that came back within the second of our write is no duplicate of its old self', () => {
      const task = aTask({ base: { ...ISSUE, title: '1' }, baseAt: 5 });
      expect(decideInbound(task, aChange(5, { title: '0' }, { source: 'pull' }))).to.deep.equal(TO_FETCH);
    });

    it('a narrower base does not make a repetition of what tells more', () => {
      expect(decideInbound(aTask({ base: { title: 'A' } }), aChange(5))).to.deep.equal(QUEUED);
    });
  });

  describe('rule 4: two contents of one second', () => {
    it('decide-18: other content in the second of the base is fetched', () => {
      expect(decideInbound(aTask({ baseAt: 5 }), aChange(5, { title: 'B' }))).to.deep.equal(TO_FETCH);
    });

    it('other content than a queued one of the same second is fetched', () => {
      const task = aTask({ open: [inbound('first', 5, { title: 'B' })] });
      expect(decideInbound(task, aChange(5, { title: 'C' }))).to.deep.equal(TO_FETCH);
    });

    it('it joins a fetch of that second that is still queued', () => {
      const task = aTask({ open: [inbound('fetch', 5, { title: 'B' }, { fetch: true })] });
      expect(decideInbound(task, aChange(5, { title: 'C' }))).to.deep.equal({
        verdict: 'duplicate',
        duplicateOf: 'fetch',
        reason: REASONS.joinedFetch,
        baseUpdatedAt: null,
      });
    });

    it('it cancels what is queued of an earlier second, whatever fields that tells', () => {
      const early = inbound('early', 3, { title: 'C' });
      const task = aTask({ baseAt: 5, open: [early] });
      expect(decideInbound(task, aChange(5, { title: 'B' }, { content: { title: 'B' } }))).to.deep.equal({
        verdict: 'queue',
        fetch: true,
        cancels: ['early'],
      });
    });

    it('at claim, rivals that are still queued fetch for themselves', () => {
      const claimed = inbound('claimed', 5, { title: 'B' }, { state: 'processing' });
      const task = aTask({ open: [claimed, inbound('rival', 5, { title: 'C' }, { fetch: true })] });
      expect(recheckInbound(task, claimed)).to.deep.equal(QUEUED);
    });

    it('at claim, the base of the same second asks for a fetch', () => {
      const claimed = inbound('claimed', 5, { title: 'B' }, { state: 'processing' });
      expect(recheckInbound(aTask({ baseAt: 5, open: [claimed] }), claimed)).to.deep.equal(TO_FETCH);
    });

    it('at claim, an operation that was marked to fetch still fetches', () => {
      const claimed = inbound('claimed', 5, { title: 'B' }, { state: 'processing', fetch: true });
      expect(recheckInbound(aTask({ open: [claimed] }), claimed)).to.deep.equal(TO_FETCH);
    });

    it('a change without content or time is fetched, once for all that ask', () => {
      const blind = { content: null, githubUpdatedAt: null };
      expect(decideInbound(aTask(), aChange(0, {}, blind))).to.deep.equal(TO_FETCH);
      const task = aTask({ open: [inbound('fetch', null, null)] });
      expect(decideInbound(task, aChange(0, {}, blind))).to.include({
        verdict: 'duplicate',
        duplicateOf: 'fetch',
      });
    });
  });

  describe('rule 5: later local edits', () => {
    const edited = (editedAt: number): Resource =>
      aTask({ ours: { title: 'ours' }, editedAt, open: [outbound('edit', { title: 'ours' })] });

    it('decide-4: a field that a client changed later, and that is on its way, drops it', () => {
      expect(decideInbound(edited(6), aChange(5, { title: 'B' }))).to.deep.equal({
        verdict: 'drop',
        droppedFor: { type: 'operation', id: 'edit' },
        reason: REASONS.localNewer,
      });
    });

    it('decide-5: milliseconds within the same second are not later', () => {
      expect(decideInbound(edited(5.999), aChange(5, { title: 'B' }))).to.deep.equal(QUEUED);
    });

    it('decide-23: a field that was pushed already does not overrule a later edit, however our clock goes', () => {
      const task = aTask({
        base: { ...ISSUE, title: 'ours' },
        record: { localModifiedAt: { title: sec(8) } },
      });
      expect(decideInbound(task, aChange(6, { title: 'B' }))).to.deep.equal(QUEUED);
      const withOther = aTask({
        base: { ...ISSUE, title: 'ours' },
        ours: { body: 'new' },
        record: { localModifiedAt: { title: sec(8), body: sec(8) } },
        open: [outbound('edit', { body: 'new' })],
      });
      expect(decideInbound(withOther, aChange(6, { title: 'B' }))).to.deep.equal(QUEUED);
    });

    it('one field that the client did not touch is enough to merge it', () => {
      expect(decideInbound(edited(6), aChange(5, { title: 'B', body: 'theirs' }))).to.deep.equal(QUEUED);
    });

    it('without an operation that will tell it, a local edit overrules nothing', () => {
      const task = aTask({ ours: { title: 'ours' }, editedAt: 6 });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.deep.equal(QUEUED);
    });

    it('a field that the client left as it was overrules nothing, though it was once edited later', () => {
      const task = aTask({
        record: { localModifiedAt: { title: sec(9) } },
        open: [outbound('edit', { body: 'b' })],
      });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.deep.equal(QUEUED);
    });

    it('while something is processing it is not judged', () => {
      const task = edited(6);
      const open = [outbound('patch', { title: 'x' }, { state: 'processing' }), ...task.open];
      expect(decideInbound({ ...task, open }, aChange(5, { title: 'B' }))).to.deep.equal(QUEUED);
    });

    it('against a base that tells fewer fields it is not judged', () => {
      const task = { ...edited(6), link: { ...edited(6).link!, base: { title: 'A' } } };
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.deep.equal(QUEUED);
    });
  });

  describe('rule 6: what is older and waits', () => {
    it('decide-6: two queued ones of earlier seconds are both canceled by it', () => {
      const task = aTask({ open: [inbound('one', 1, { title: 'B' }), inbound('two', 2, { title: 'C' })] });
      expect(decideInbound(task, aChange(5, { title: 'D' }))).to.deep.equal({
        verdict: 'queue',
        fetch: false,
        cancels: ['one', 'two'],
      });
    });

    it('one that tells a field which it does not bring stays', () => {
      const task = aTask({ open: [inbound('wide', 1, { title: 'B' })] });
      expect(decideInbound(task, aChange(5, {}, { content: { title: 'D' } }))).to.deep.equal(QUEUED);
    });

    it('a deletion, a blind fetch and what is processing stay', () => {
      const task = aTask({
        open: [
          inbound('deletion', 1, {}, { action: 'delete' }),
          inbound('blind', null, null),
          inbound('running', 1, { title: 'B' }, { state: 'processing' }),
          outbound('edit', { title: 'E' }),
        ],
      });
      expect(decideInbound(task, aChange(5, { title: 'D' }))).to.deep.equal(QUEUED);
    });
  });

  describe('deletions', () => {
    it('both-17: a deletion with its old time is no duplicate, and cancels what is queued', () => {
      const comment = aComment({ baseAt: 9, open: [inbound('edit', 9, {}, { content: { body: 'two' } })] });
      const change = aChange(5, {}, { action: 'delete', content: { body: 'one' } });
      expect(decideInbound(comment, change)).to.deep.equal({
        verdict: 'queue',
        fetch: false,
        cancels: ['edit'],
      });
    });

    it('unsent client edits are not canceled by it: they become conflicts when it is applied', () => {
      const task = aTask({ open: [outbound('edit', { title: 'B' })] });
      expect(decideInbound(task, aChange(5, {}, { action: 'delete' }))).to.deep.equal(QUEUED);
    });

    it('what was deleted on GitHub takes no change any more', () => {
      const task = aTask({ link: { gone: REASONS.deletedOnGithub } });
      expect(decideInbound(task, aChange(5, { title: 'B' }))).to.deep.equal({
        verdict: 'drop',
        droppedFor: { type: 'task', id: 'task-1' },
        reason: REASONS.deletedOnGithub,
      });
    });
  });

  it('O9: the claimed operation is not compared with itself', () => {
    const claimed = inbound('claimed', 5, { title: 'B' }, { state: 'processing' });
    expect(recheckInbound(aTask({ open: [claimed] }), claimed)).to.deep.equal(QUEUED);
  });

  it('what tells a time but no content, or a content but no time, must be fetched', () => {
    expect(decideInbound(aTask(), aChange(5, {}, { content: null }))).to.deep.equal(TO_FETCH);
    expect(decideInbound(aTask(), aChange(5, { title: 'B' }, { githubUpdatedAt: null }))).to.deep.equal(
      TO_FETCH,
    );
  });

  it('decide-4: a change in which nothing differs is not dropped for an edit', () => {
    const edited = { ours: { title: 'B' }, editedAt: 9, open: [outbound('edit', { title: 'B' })] };
    const task = aTask({ ...edited, link: { baseUpdatedAt: null } });
    expect(decideInbound(task, aChange(5))).to.deep.equal(QUEUED);
  });

  it('a change to a resource without a link is queued', () => {
    expect(decideInbound(aTask({ link: null }), aChange(5, { title: 'B' }))).to.deep.equal(QUEUED);
  });

  it('of any queued changes, none that is later is ever canceled, and none is both canceled and dropped for', () => {
    const times = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 9 }), (queued, at) => {
        const open = queued.map((each, index) => inbound(`op-${index}`, each, { title: `t${index}` }));
        const verdict = decideInbound(aTask({ open }), aChange(at, { title: 'new' }));
        if (verdict.verdict === 'queue') {
          const canceled = open.filter(({ id }) => verdict.cancels.includes(id));
          expect(canceled.every(({ githubUpdatedAt }) => githubUpdatedAt! < sec(at))).to.equal(true);
          expect(Math.max(0, ...queued)).to.be.at.most(at);
        } else {
          expect(verdict.verdict === 'drop' ? Math.max(...queued) > at : true).to.equal(true);
        }
      }),
    );
  });
});
