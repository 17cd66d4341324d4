import { expect } from 'chai';
import { aTask, ISSUE, outbound, sec } from '../../testing/resources.js';
import { aWrittenTask, type LinkedResource } from '../../testing/written.js';
import { mergeParagraphs } from '../../text/merge-paragraphs.js';
import { assertedFields, type Content } from '../resource/content.js';
import { lostEdits, type LostEdits, type Told } from './lost-edits.js';
import { rememberWrite } from './own-writes.js';
import { recoverEdits, type Recovered } from './recover-edits.js';
import type { Link } from '../resource/resource.js';

/** These values, covered by the latest write of each field. */
function coveredIn({ lastWrite }: Link, at: number, values: Content): LostEdits {
  const edits = assertedFields(values).map((field) => ({
    field,
    value: values[field]!,
    write: lastWrite![field]!.at(-1)!,
  }));
  return { edits, at: sec(at), lastWrite: lastWrite! };
}

function told(at: number, values: Content, facts: Told['facts'] = null): Told {
  return { content: { ...ISSUE, ...values }, githubUpdatedAt: sec(at), facts };
}

describe('M4: what was covered comes back', () => {
  const recover = (task: LinkedResource, at: number, values: Content): Recovered =>
    recoverEdits(task, coveredIn(task.link, at, values), mergeParagraphs);

  it('both-15: another paragraph is merged and sent', () => {
    const task = aWrittenTask({ body: 'one ours\n\ntwo\n\nthree' });
    const result = recover(task, 4, { body: 'one\n\ntwo\n\nthree theirs' });
    expect(result.record.body).to.equal('one ours\n\ntwo\n\nthree theirs');
    expect(result).to.deep.include({ changed: ['body'], conflicts: [], needsOutbound: true });
  });

  it('both-15: an edit on top of our first write, covered by our second, is merged over the first', () => {
    const first = 'one first\n\ntwo\n\nthree';
    const { link } = aWrittenTask({ body: first });
    const second = { body: 'one second\n\ntwo\n\nthree' };
    const lastWrite = rememberWrite(second, link, 'second', sec(6));
    const task = aTask({ base: { ...ISSUE, ...second }, baseAt: 6, link: { lastWrite } });
    const result = recover({ ...task, link: task.link! }, 6, { body: 'one first\n\ntwo\n\nthree theirs' });
    expect(result.record.body).to.equal('one second\n\ntwo\n\nthree theirs');
    expect(result.conflicts).to.deep.equal([]);
  });

  it('both-15: what a person wrote over our write is later than what it covered: it stays, and the loser is kept', () => {
    const task = aWrittenTask({ body: 'one ours\n\ntwo\n\nthree' });
    const content = { ...task.record.content, body: 'one ours\n\ntwo\n\nthree again' };
    const after = { ...task, record: { ...task.record, content } };
    const result = recover(after, 4, { body: 'one\n\ntwo theirs\n\nthree theirs' });
    expect(result.record.body).to.equal('one ours\n\ntwo theirs\n\nthree again');
    expect(result.conflicts.map(({ field, winner }) => ({ field, winner }))).to.deep.equal([
      { field: 'body', winner: 'ours' },
    ]);
  });

  it('both-15: a title that the client wrote since is later than both', () => {
    const task = aWrittenTask({ title: 'ours' });
    const content = { ...task.record.content, title: 'later' };
    const result = recover({ ...task, record: { ...task.record, content } }, 4, { title: 'theirs' });
    expect(result.record.title).to.equal('later');
    expect(result.conflicts).to.deep.equal([
      { field: 'title', base: 'ours', ours: 'later', theirs: 'theirs', winner: 'ours' },
    ]);
  });

  it('both-15: one title goes to the later, and the loser is kept', () => {
    const lost = { field: 'title', base: 'A', ours: 'ours', theirs: 'theirs' };
    const theirs = recover(aWrittenTask({ title: 'ours' }), 4, { title: 'theirs' });
    expect(theirs.record.title).to.equal('theirs');
    expect(theirs.conflicts).to.deep.equal([{ ...lost, winner: 'theirs' }]);
    expect(theirs.needsOutbound).to.equal(true);
    const ours = recover(aWrittenTask({ title: 'ours' }, { editedAt: 5 }), 4, { title: 'theirs' });
    expect(ours.record.title).to.equal('ours');
    expect(ours.conflicts).to.deep.equal([{ ...lost, winner: 'ours' }]);
    expect(ours).to.deep.include({ changed: [], needsOutbound: false });
  });

  it('the same edit is told once; one on top of it is told again', () => {
    const task = aWrittenTask({ title: 'ours' }, { editedAt: 5 });
    const { lastWrite } = recover(task, 4, { title: 'theirs' });
    const after = { ...task.link, lastWrite };
    expect(lostEdits(after, told(4, { title: 'theirs' }))).to.equal(null);
    expect(lostEdits(after, told(4, { title: 'A' }, { replaced: { title: 'theirs' } }))).to.equal(null);
    expect(lostEdits(after, told(5, { title: 'more' }))).to.not.equal(null);
    expect(lastWrite.title?.at(-1)).to.deep.include({ preImage: 'theirs', preImageAt: sec(4) });
  });

  it('only the write that covered it is noted, and the others stay', () => {
    const { link } = aWrittenTask({ body: 'ours', title: 'ours' });
    const over = { base: { ...ISSUE, body: 'later' }, baseUpdatedAt: sec(7), lastWrite: link.lastWrite };
    const twice = { ...link, lastWrite: rememberWrite({ body: 'again' }, over, 'again', sec(9)) };
    const { lastWrite } = recover({ ...aTask(), link: twice }, 8, { body: 'theirs' });
    expect(lastWrite.title).to.deep.equal(twice.lastWrite.title);
    expect(lastWrite.body?.[0]).to.deep.equal(twice.lastWrite.body?.[0]);
    expect(lastWrite.body?.[1]?.recovered).to.deep.equal(['later', 'theirs']);
  });

  it('a record whose edit is queued sends nothing of itself', () => {
    const task = aWrittenTask({ title: 'ours' });
    const queued = { ...task, open: [outbound('edit', { body: 'b' })] };
    expect(recover(queued, 4, { title: 'theirs' }).needsOutbound).to.equal(false);
  });

  it('both-15: two edits of one paragraph, both covered: the second comes after the first, and the client keeps theirs', () => {
    const task = aWrittenTask({ body: 'one ours\n\ntwo\n\nthree' });
    const first = told(4, { body: 'one\n\ntwo\n\nthree A' });
    const second = told(5, { body: 'one\n\ntwo\n\nthree B' });
    const echo = told(
      6,
      { body: task.record.content.body! },
      { byUs: true, replaced: { body: second.content!.body! } },
    );
    const hear = (on: LinkedResource, change: Told): LinkedResource => {
      const lost = lostEdits(on.link, change);
      if (lost === null) return on;
      const { record, lastWrite, conflicts } = recoverEdits(on, lost, mergeParagraphs);
      expect(conflicts).to.deep.equal([]);
      return { ...on, record: { ...on.record, content: record }, link: { ...on.link, lastWrite } };
    };
    const orders = [
      [first, second],
      [second, first],
      [first, echo],
      [echo, first, second],
    ];
    for (const order of orders) {
      const { record } = order.reduce(hear, task);
      expect(record.content.body).to.equal('one ours\n\ntwo\n\nthree B');
    }
  });
});
