import { expect } from 'chai';
import { aTask, ISSUE, outbound, sec } from '../../testing/resources.js';
import { aWrittenTask } from '../../testing/written.js';
import { decideInbound } from './decide-inbound.js';
import type { Content } from '../resource/content.js';
import { lostEdits, mayBeLost, type LostEdits, type Told } from './lost-edits.js';
import { rememberUnheard, rememberWrite } from './own-writes.js';
import type { FieldWrite } from '../resource/resource.js';

function told(at: number, values: Content, facts: Told['facts'] = null): Told {
  return { content: { ...ISSUE, ...values }, githubUpdatedAt: sec(at), facts };
}

const valuesOf = (lost: LostEdits | null): Record<string, unknown> | null =>
  lost === null ? null : Object.fromEntries(lost.edits.map(({ field, value }) => [field, value]));

describe('M4: edits that our own write covered', () => {
  const { link } = aWrittenTask({ title: 'ours' });

  it('both-15: a value between our read and our write, neither ours nor what was there, is lost', () => {
    const lost = lostEdits(link, told(4, { title: 'theirs' }));
    const write = link.lastWrite?.title?.[0];
    expect(lost).to.deep.include({ edits: [{ field: 'title', value: 'theirs', write }], at: sec(4) });
    expect(lostEdits(link, told(5, { title: 'theirs' }))).to.not.equal(null);
  });

  it('what was there before, what we wrote, what we did not write, and what is older or newer, is not', () => {
    expect(lostEdits(link, told(4, {}))).to.equal(null);
    expect(lostEdits(link, told(4, { title: 'ours' }))).to.equal(null);
    expect(lostEdits(link, told(4, { body: 'theirs' }))).to.equal(null);
    expect(lostEdits(link, told(1, { title: 'old' }))).to.equal(null);
    expect(lostEdits(link, told(7, { title: 'new' }))).to.equal(null);
  });

  it('what a read before one of our writes in a row no longer showed was not covered by that one', () => {
    const first = rememberWrite(
      { title: 'one' },
      { base: ISSUE, baseUpdatedAt: sec(1), lastWrite: null },
      'a',
      sec(2),
    );
    const over = { base: { ...ISSUE, title: 'one' }, baseUpdatedAt: sec(5), lastWrite: first };
    const lastWrite = rememberWrite({ title: 'two' }, over, 'b', sec(8));
    const { link } = aTask({ base: { ...ISSUE, title: 'two' }, baseAt: 8, link: { lastWrite } });
    expect(lostEdits(link, told(3, { title: 'theirs' })), 'gone again before our second read').to.equal(null);
    expect(valuesOf(lostEdits(link, told(6, { title: 'theirs' })))).to.deep.equal({ title: 'theirs' });
    const [{ spans, ...stored }] = lastWrite.title as [FieldWrite];
    const old = { ...link!, lastWrite: { title: [stored] } };
    expect(spans, 'an older version kept none').to.have.length(2);
    expect(valuesOf(lostEdits(old, told(3, { title: 'theirs' })))).to.deep.equal({ title: 'theirs' });
  });

  it('what stands on GitHub was not covered', () => {
    const body = aWrittenTask({ body: 'ours' }, { base: { body: 'ours\n\nlater' } });
    expect(lostEdits(body.link, told(4, { body: 'ours\n\nlater' }))).to.equal(null);
  });

  it('in the very second of the pre-image, or of our write, only the echo can tell', () => {
    for (const at of [2, 6]) expect(lostEdits(link, told(at, { title: 'theirs' }))).to.equal(null);
  });

  it('the echo of our write tells what it replaced', () => {
    const echo = { replaced: { title: 'theirs' }, byUs: true };
    const lost = lostEdits(link, told(6, { title: 'ours' }, echo));
    expect(valuesOf(lost)).to.deep.equal({ title: 'theirs' });
    expect(lost?.at).to.equal(sec(6));
    expect(lostEdits(link, told(2, { title: 'ours' }, echo)), 'all in one second').to.not.equal(null);
    expect(lostEdits(link, told(6, { title: 'ours' }, { ...echo, byUs: false }))).to.equal(null);
    expect(lostEdits(link, told(6, { title: 'ours' }, { ...echo, replaced: { title: 'A' } }))).to.equal(null);
    expect(lostEdits(link, told(6, { title: 'x' }, echo)), 'no echo of this write').to.equal(null);
    expect(lostEdits(link, told(1, { title: 'ours' }, echo)), 'of an earlier one').to.equal(null);
  });

  it('the echo of a write that nobody answered says that it arrived, even under a person’s next edit', () => {
    const preImage = { content: { body: ISSUE.body! }, at: sec(2) };
    const writeIntent = { values: { body: 'ours' }, at: sec(3), preImage };
    const task = aTask({ base: { ...ISSUE, body: 'later' }, baseAt: 6, link: { writeIntent } });
    const echo = told(6, { body: 'ours' }, { byUs: true, replaced: { body: 'theirs' } });
    expect(valuesOf(lostEdits(task.link, echo))).to.deep.equal({ body: 'theirs' });
    expect(lostEdits(task.link, { ...echo, facts: { replaced: { body: 'theirs' } } })).to.equal(null);
    expect(lostEdits(task.link, { ...echo, content: { body: 'x' } })).to.equal(null);
    expect(
      lostEdits(task.link, { ...echo, facts: { byUs: true, replaced: { body: ISSUE.body! } } }),
    ).to.equal(null);
  });

  it('its echo says so also when the write had become too old to arrive', () => {
    const attempt = {
      values: { body: 'ours' },
      at: sec(3),
      preImage: { content: { body: ISSUE.body! }, at: sec(2) },
    };
    const lastWrite = rememberUnheard(attempt, null);
    const task = aTask({ base: { ...ISSUE, body: 'later' }, baseAt: 90, link: { lastWrite } });
    const echo = told(6, { body: 'ours' }, { byUs: true, replaced: { body: 'theirs' } });
    expect(valuesOf(lostEdits(task.link, echo))).to.deep.equal({ body: 'theirs' });
    expect(lostEdits(task.link, told(5, { body: 'theirs' })), 'nobody knows yet whether it arrived').to.equal(
      null,
    );
  });

  it('only what the echo shows of an unanswered write has arrived, and only our own echo says so', () => {
    const preImage = { content: { title: 'A', body: ISSUE.body! }, at: sec(2) };
    const writeIntent = { values: { title: 'ours', body: 'ours' }, at: sec(3), preImage };
    const task = aTask({ base: { ...ISSUE, title: 'ours' }, baseAt: 6, link: { writeIntent } });
    const facts = { byUs: true, replaced: { title: 'theirs' } };
    const arrived = (content: Content, more = {}): string[] =>
      Object.keys(
        lostEdits({ ...task.link!, ...more }, { content, githubUpdatedAt: sec(6), facts })?.lastWrite ?? {},
      );
    expect(arrived({ ...ISSUE, title: 'ours' }), 'the body is still theirs').to.deep.equal(['title']);
    expect(arrived({ title: 'ours' }), 'the body is not told').to.deep.equal(['title']);
    const { lastWrite } = aWrittenTask({ title: 'ours' }).link;
    const byThem = { content: { title: 'theirs', body: 'ours' }, githubUpdatedAt: sec(4) };
    expect(lostEdits({ ...task.link!, lastWrite }, byThem)?.lastWrite).to.equal(lastWrite);
  });

  it('an unanswered write of which nobody knows what it replaced tells nothing', () => {
    const writeIntent = { values: { title: 'ours' }, at: sec(3) };
    const task = aTask({ base: { ...ISSUE, title: 'ours' }, baseAt: 6, link: { writeIntent } });
    const echo = told(6, { title: 'ours' }, { byUs: true, replaced: { title: 'theirs' } });
    expect(lostEdits(task.link, echo)).to.equal(null);
  });

  it('of several writes over one field the first that covered it is named, once', () => {
    const over = { base: { ...ISSUE, title: 'ours', body: 'later' }, baseUpdatedAt: sec(6) };
    const first = aWrittenTask({ body: 'ours' }).link.lastWrite;
    const lastWrite = rememberWrite({ body: 'again' }, { ...over, lastWrite: first }, 'again', sec(9));
    const { link: written } = aTask({ base: { ...ISSUE, body: 'again' }, baseAt: 9, link: { lastWrite } });
    const echo = told(7, { body: 'ours' }, { byUs: true, replaced: { body: 'theirs' } });
    expect(lostEdits(written, echo)?.edits.map(({ write }) => write)).to.deep.equal([lastWrite.body?.[0]]);
    expect(lostEdits(written, told(8, { body: 'x' }))?.edits.map(({ write }) => write)).to.deep.equal([
      lastWrite.body?.[1],
    ]);
  });

  it('a title that a person wrote over ours was seen by them; of a body only a paragraph was', () => {
    expect(
      lostEdits(aWrittenTask({ title: 'ours' }, { base: { title: 'later' } }).link, told(4, { title: 'x' })),
    ).to.equal(null);
    const body = aWrittenTask({ body: 'ours' }, { base: { body: 'ours\n\nlater' } });
    expect(lostEdits(body.link, told(4, { body: 'x' }))).to.not.equal(null);
  });

  it('a value that another worker of ours was about to write is ours', () => {
    const writeIntent = { values: { title: 'late' }, at: sec(3) };
    expect(lostEdits({ ...link, writeIntent }, told(4, { title: 'late' }))).to.equal(null);
  });

  it('sets are written by element: nothing of them is lost', () => {
    expect(lostEdits(aWrittenTask({ labels: ['y'] }).link, told(4, { labels: ['z'] }))).to.equal(null);
  });

  it('nothing is lost without a link, a base, a write or a time', () => {
    expect(lostEdits(null, told(4, { title: 'x' }))).to.equal(null);
    expect(lostEdits({ ...link, base: null }, told(4, { title: 'x' }))).to.equal(null);
    expect(lostEdits({ ...link, lastWrite: null }, told(4, { title: 'x' }))).to.equal(null);
    expect(lostEdits(link, { content: ISSUE, githubUpdatedAt: null })).to.equal(null);
  });
});

describe('M4: what must not give way', () => {
  const task = aWrittenTask({ title: 'ours' });
  const pending = aTask({ baseAt: 2, link: { writeIntent: { values: { title: 'ours' }, at: sec(5) } } });

  it('while our write is under way: what is neither its value nor the base', () => {
    expect(mayBeLost(pending, told(4, { title: 'theirs' }))).to.equal(true);
    expect(mayBeLost(pending, told(4, { title: 'ours' }))).to.equal(false);
    expect(mayBeLost(pending, told(4, {}))).to.equal(false);
    expect(mayBeLost(pending, told(4, { body: 'theirs' }))).to.equal(false);
  });

  it('while an operation runs that has not said yet what it will write: what the record says otherwise', () => {
    const running = aTask({
      ours: { title: 'ours' },
      open: [outbound('run', { title: 'ours' }, { state: 'processing' })],
    });
    expect(mayBeLost(running, told(4, { title: 'theirs' }))).to.equal(true);
    expect(mayBeLost(running, told(4, { title: 'ours' }))).to.equal(false);
    expect(mayBeLost(running, told(4, { body: 'theirs' }))).to.equal(false);
    expect(mayBeLost(aTask({ ours: { title: 'ours' } }), told(4, { title: 'theirs' }))).to.equal(false);
  });

  it('after it: what is neither remembered nor older than the pre-image', () => {
    expect(mayBeLost(task, told(4, { title: 'theirs' }))).to.equal(true);
    expect(mayBeLost(task, told(2, { title: 'theirs' })), 'in its very second').to.equal(true);
    expect(mayBeLost(task, told(1, { title: 'theirs' }))).to.equal(false);
    expect(mayBeLost(task, told(4, {}))).to.equal(false);
  });

  it('a field of which the change, or the base, says nothing gives way, and so do sets', () => {
    const title = { content: { body: 'x' }, githubUpdatedAt: sec(4) };
    expect(mayBeLost(pending, title), 'the change').to.equal(false);
    const unknown = { ...pending, link: { ...pending.link!, base: { body: 'x' } } };
    expect(mayBeLost(unknown, told(4, { title: 'theirs' })), 'the base').to.equal(false);
    const labels = aTask({ link: { writeIntent: { values: { labels: ['y'] }, at: sec(5) } } });
    expect(mayBeLost(labels, told(4, { labels: ['z'] }))).to.equal(false);
  });

  it('an echo that tells of a lost edit', () => {
    const echo = { byUs: true, replaced: { title: 'theirs' } };
    expect(mayBeLost(pending, told(6, { title: 'ours' }, echo))).to.equal(true);
    expect(mayBeLost(task, told(6, { title: 'ours' }, echo))).to.equal(true);
    expect(mayBeLost(task, told(6, { title: 'ours' }, { ...echo, byUs: false }))).to.equal(false);
  });

  it('nothing without a base', () => {
    expect(mayBeLost(aTask({ link: null }), told(4, { title: 'x' }))).to.equal(false);
    expect(mayBeLost({ ...task, link: { ...task.link, base: null } }, told(4, { title: 'x' }))).to.equal(
      false,
    );
  });

  it('at the door such a change is queued instead of dropped, joined or canceled', () => {
    const change = { action: 'update', source: 'webhook', fetch: false } as const;
    const late = { ...change, ...told(4, { title: 'theirs' }) };
    expect(decideInbound(task, late)).to.deep.equal({ verdict: 'queue', fetch: false, cancels: [] });
    const echo = { ...change, ...told(6, { title: 'ours' }, { byUs: true, replaced: { title: 'theirs' } }) };
    expect(decideInbound(task, echo)).to.include({ verdict: 'queue' });
  });
});
