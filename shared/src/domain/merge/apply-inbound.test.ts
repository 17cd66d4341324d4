import { expect } from 'chai';
import { aComment, aTask, ISSUE, outbound, sec } from '../../testing/resources.js';
import { mergeParagraphs } from '../../text/merge-paragraphs.js';
import { applyAnswer, applyInbound, notAccepted, type Applied } from './apply-inbound.js';
import type { Content } from '../resource/content.js';
import type { Resource } from '../resource/resource.js';

const inboundAt = (task: Resource, at: number, values: Content, seenAt?: number): Applied =>
  applyInbound(
    task,
    {
      content: { ...ISSUE, ...values },
      githubUpdatedAt: sec(at),
      ...(seenAt === undefined ? {} : { seenAt: sec(seenAt) }),
    },
    mergeParagraphs,
  );
const answerAt = (task: Resource, at: number, sent: Content, values: Content): Applied =>
  applyAnswer(
    task,
    sent,
    { content: { ...ISSUE, ...values }, githubUpdatedAt: sec(at), operationId: 'write' },
    mergeParagraphs,
  );

describe('a state of GitHub’s applied', () => {
  it('the base becomes theirs, and what the record still says otherwise is due to be sent', () => {
    const applied = inboundAt(aTask({ ours: { body: 'new' } }), 9, { title: 'B' });
    expect(applied.base).to.deep.equal({ ...ISSUE, title: 'B' });
    expect(applied.record).to.deep.include({ title: 'B', body: 'new' });
    expect(applied.needsOutbound).to.equal(true);
  });

  it('nothing is due where an outbound operation is queued already, or nothing differs', () => {
    const task = aTask({ ours: { body: 'new' }, open: [outbound('edit', { body: 'new' })] });
    expect(inboundAt(task, 9, { title: 'B' }).needsOutbound).to.equal(false);
    expect(inboundAt(aTask(), 9, { title: 'B' }).needsOutbound).to.equal(false);
  });

  it('a field that they do not assert stays in the base', () => {
    const applied = applyInbound(
      aTask(),
      { content: { title: 'B' }, githubUpdatedAt: sec(9) },
      mergeParagraphs,
    );
    expect(applied.base).to.deep.equal({ ...ISSUE, title: 'B' });
  });

  it('both-24: a create that was adopted has its intent as the base: a label removed since stays removed', () => {
    const intent = { id: 'i', since: 0, attemptedAt: 0, attempts: 1, values: ISSUE };
    const task = aTask({ base: null, link: { createIntent: intent }, record: { content: ISSUE } });
    const applied = inboundAt(task, 9, { labels: [] });
    expect(applied.record.labels).to.deep.equal([]);
    expect(applied.needsOutbound).to.equal(false);
  });

  it('both-22: our own unanswered write is not their edit: what we hold now is sent', () => {
    const task = aTask({ link: { writeIntent: { values: { title: 'B' }, at: sec(3) } } });
    const applied = inboundAt(task, 4, { title: 'B' }, 40);
    expect(applied.record.title).to.equal('A');
    expect(applied.conflicts).to.deep.equal([]);
    expect(applied.needsOutbound).to.equal(true);
  });

  it('an intent is kept until GitHub was read a minute after it', () => {
    const intent = { values: { title: 'B' }, at: sec(3) };
    const task = aTask({ link: { writeIntent: intent } });
    expect(inboundAt(task, 4, {}, 62).writeIntent).to.deep.equal(intent);
    expect(inboundAt(task, 4, {}, 63).writeIntent).to.equal(null);
    expect(inboundAt(task, 63, {}).writeIntent, 'a webhook shows GitHub at its own time').to.equal(null);
    expect(inboundAt(task, 62, {}).writeIntent).to.deep.equal(intent);
  });

  it('M4: a write of ours that nobody answered and that shows is remembered, field by field', () => {
    const task = aTask({ link: { writeIntent: { values: { title: 'B', body: 'b' }, at: sec(3) } } });
    const { lastWrite } = inboundAt(task, 4, { title: 'B' });
    expect(lastWrite).to.deep.equal({
      title: [
        {
          values: ['B'],
          spans: [{ readAt: sec(0), at: sec(4) }],
          preImage: 'A',
          preImageAt: sec(0),
          operationId: 'brought-the-base',
          at: sec(4),
          recovered: [],
        },
      ],
    });
    expect(inboundAt(task, 4, {}).lastWrite, 'what did not arrive is no write').to.equal(null);
  });

  it('a client’s deletion is still to be told while the issue is open, and for a comment always', () => {
    const deleted = { record: { deletedAt: sec(5), deletedBy: 'client' as const } };
    expect(inboundAt(aTask(deleted), 9, {}).needsOutbound).to.equal(true);
    const closed: Content = { state: { state: 'closed', reason: 'completed' } };
    expect(inboundAt(aTask(deleted), 9, closed).needsOutbound).to.equal(false);
    expect(
      inboundAt(aTask({ record: { deletedAt: sec(5), deletedBy: 'github' } }), 9, {}).needsOutbound,
    ).to.equal(false);
    const comment = applyInbound(
      aComment(deleted),
      { content: { body: 'one' }, githubUpdatedAt: sec(9) },
      mergeParagraphs,
    );
    expect(comment.needsOutbound).to.equal(true);
  });

  it('without a link the first state is the base', () => {
    const applied = inboundAt(aTask({ link: null }), 9, { title: 'B' });
    expect(applied).to.deep.include({ writeIntent: null, lastWrite: null });
    expect(applied.base.title).to.equal('B');
  });
});

describe('the answer to our own write', () => {
  it('both-25: a client who went back meanwhile is not overruled by our own value', () => {
    const applied = answerAt(aTask(), 9, { title: 'B' }, { title: 'B' });
    expect(applied.record.title).to.equal('A');
    expect(applied.base.title).to.equal('B');
    expect(applied.conflicts).to.deep.equal([]);
    expect(applied.needsOutbound).to.equal(true);
  });

  it('both-23: what a person removed between our read and our write is gone, and ours is there', () => {
    const task = aTask({ ours: { labels: ['x', 'y'] } });
    const applied = answerAt(task, 9, { labels: ['x', 'y'] }, { labels: ['y'] });
    expect(applied.record.labels).to.deep.equal(['y']);
    expect(applied.needsOutbound).to.equal(false);
  });

  it('decide-21: what GitHub did not accept is taken from GitHub, noted, and not sent again', () => {
    const sent: Content = { assignees: ['ann', 'stranger'], labels: ['Bug', 'x'] };
    const answer: Content = { assignees: ['ann'], labels: ['bug', 'x'] };
    const applied = answerAt(aTask({ ours: sent }), 9, sent, answer);
    expect(applied.record).to.deep.include(answer);
    expect(applied.needsOutbound).to.equal(false);
    expect(notAccepted(sent, { ...ISSUE, ...answer })).to.deep.equal(['assignees']);
  });

  it('M4: remembers what it replaced', () => {
    const applied = answerAt(aTask({ baseAt: 4, ours: { title: 'B' } }), 9, { title: 'B' }, { title: 'B' });
    expect(applied.lastWrite?.title?.[0]).to.deep.include({
      values: ['B'],
      preImage: 'A',
      preImageAt: sec(4),
      operationId: 'write',
      at: sec(9),
    });
  });

  it('settles its own intent, and keeps an earlier one whose write may still arrive', () => {
    const earlier = [{ values: { title: 'C' }, at: sec(1) }];
    const writeIntent = { values: { title: 'B' }, at: sec(8), earlier };
    const task = aTask({ link: { writeIntent } });
    expect(answerAt(task, 9, { title: 'B' }, { title: 'B' }).writeIntent).to.deep.equal(earlier[0]);
    expect(answerAt(task, 90, { title: 'B' }, { title: 'B' }).writeIntent).to.equal(null);
  });

  it('the answer to a create is the first base, and replaced nothing', () => {
    const applied = answerAt(aTask({ base: null, record: { content: ISSUE } }), 9, ISSUE, {});
    expect(applied.base).to.deep.equal(ISSUE);
    expect(applied.lastWrite).to.deep.equal({});
  });

  it('both-4: what a client edited meanwhile and was not sent is theirs to send, and no conflict', () => {
    const task = aTask({ ours: { title: 'B', body: 'meanwhile' } });
    const applied = answerAt(task, 9, { title: 'B' }, { title: 'B' });
    expect(applied.record).to.include({ title: 'B', body: 'meanwhile' });
    expect(applied.conflicts).to.deep.equal([]);
    expect(applied.needsOutbound).to.equal(true);
  });

  it('without a link nothing is remembered', () => {
    expect(answerAt(aTask({ link: null }), 9, { title: 'B' }, { title: 'B' }).lastWrite).to.equal(null);
  });
});
