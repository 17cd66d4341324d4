import { expect } from 'chai';
import { aTask, ISSUE, outbound, sec } from '../testing/resources.js';
import { mergeParagraphs } from '../text/merge-paragraphs.js';
import { assertedFields, type Content, type Fields } from './content.js';
import {
  lastState,
  lostEdits,
  mayBeLost,
  recoverEdits,
  rememberWrite,
  type LostEdits,
  type Told,
} from './lost-edits.js';
import type { LastWrite, Link, Resource } from './resource.js';
import { decideInbound } from './decide-inbound.js';

/** We read `ISSUE` of second 2 and wrote this at second 6. */
function wrote(
  sent: Content,
  more: { editedAt?: number; base?: Content } = {},
): Resource & { readonly link: Link } {
  const lastWrite = rememberWrite(
    sent,
    { base: ISSUE, baseUpdatedAt: sec(2), lastWrite: null },
    'write',
    sec(6),
  );
  const base = { ...ISSUE, ...sent, ...more.base };
  const task = aTask({
    base,
    baseAt: 6,
    link: { lastWrite },
    record: {
      content: base,
      localModifiedAt: Object.fromEntries(Object.keys(sent).map((field) => [field, sec(more.editedAt ?? 3)])),
    },
  });
  return task as Resource & { readonly link: Link };
}

function told(at: number, values: Content, facts: Told['facts'] = null): Told {
  return { content: { ...ISSUE, ...values }, githubUpdatedAt: sec(at), facts };
}

/** These values, covered by the latest write of each field. */
function coveredIn({ lastWrite }: Link, at: number, values: Content): LostEdits {
  const covers = Object.fromEntries(
    assertedFields(values).map((field) => [field, lastWrite?.[field]?.at(-1)]),
  ) as LostEdits['covers'];
  return { values, at: sec(at), lastWrite: lastWrite ?? {}, covers };
}

describe('M4: edits that our own write covered', () => {
  const { link } = wrote({ title: 'ours' });

  it('both-15: a value between our read and our write, neither ours nor what was there, is lost', () => {
    expect(lostEdits(link, told(4, { title: 'theirs' }))).to.deep.include({
      values: { title: 'theirs' },
      at: sec(4),
    });
    expect(lostEdits(link, told(5, { title: 'theirs' }))).to.not.equal(null);
  });

  it('what was there before, what we wrote, what we did not write, and what is older or newer, is not', () => {
    expect(lostEdits(link, told(4, {}))).to.equal(null);
    expect(lostEdits(link, told(4, { title: 'ours' }))).to.equal(null);
    expect(lostEdits(link, told(4, { body: 'theirs' }))).to.equal(null);
    expect(lostEdits(link, told(1, { title: 'old' }))).to.equal(null);
    expect(lostEdits(link, told(7, { title: 'new' }))).to.equal(null);
  });

  it('what stands on GitHub was not covered', () => {
    const body = wrote({ body: 'ours' }, { base: { body: 'ours\n\nlater' } });
    expect(lostEdits(body.link, told(4, { body: 'ours\n\nlater' }))).to.equal(null);
  });

  it('in the very second of the pre-image, or of our write, only the echo can tell', () => {
    for (const at of [2, 6]) expect(lostEdits(link, told(at, { title: 'theirs' }))).to.equal(null);
  });

  it('the echo of our write tells what it replaced', () => {
    const echo = { replaced: { title: 'theirs' }, byUs: true };
    expect(lostEdits(link, told(6, { title: 'ours' }, echo))).to.deep.include({
      values: { title: 'theirs' },
      at: sec(6),
    });
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
    expect(lostEdits(task.link, echo)?.values).to.deep.equal({ body: 'theirs' });
    expect(lostEdits(task.link, { ...echo, facts: { replaced: { body: 'theirs' } } })).to.equal(null);
    expect(lostEdits(task.link, { ...echo, content: { body: 'x' } })).to.equal(null);
    expect(
      lostEdits(task.link, { ...echo, facts: { byUs: true, replaced: { body: ISSUE.body! } } }),
    ).to.equal(null);
  });

  it('a title that a person wrote over ours was seen by them; of a body only a paragraph was', () => {
    expect(
      lostEdits(wrote({ title: 'ours' }, { base: { title: 'later' } }).link, told(4, { title: 'x' })),
    ).to.equal(null);
    const body = wrote({ body: 'ours' }, { base: { body: 'ours\n\nlater' } });
    expect(lostEdits(body.link, told(4, { body: 'x' }))).to.not.equal(null);
  });

  it('a value that another worker of ours was about to write is ours', () => {
    const writeIntent = { values: { title: 'late' }, at: sec(3) };
    expect(lostEdits({ ...link, writeIntent }, told(4, { title: 'late' }))).to.equal(null);
  });

  it('sets are written by element: nothing of them is lost', () => {
    expect(lostEdits(wrote({ labels: ['y'] }).link, told(4, { labels: ['z'] }))).to.equal(null);
  });

  it('nothing is lost without a link, a base, a write or a time', () => {
    expect(lostEdits(null, told(4, { title: 'x' }))).to.equal(null);
    expect(lostEdits({ ...link, base: null }, told(4, { title: 'x' }))).to.equal(null);
    expect(lostEdits({ ...link, lastWrite: null }, told(4, { title: 'x' }))).to.equal(null);
    expect(lostEdits(link, { content: ISSUE, githubUpdatedAt: null })).to.equal(null);
  });
});

describe('M4: what was covered comes back', () => {
  const recover = (task: Resource & { readonly link: Link }, at: number, values: Content) =>
    recoverEdits(task, coveredIn(task.link, at, values), mergeParagraphs);

  it('both-15: another paragraph is merged and sent', () => {
    const task = wrote({ body: 'one ours\n\ntwo\n\nthree' });
    const result = recover(task, 4, { body: 'one\n\ntwo\n\nthree theirs' });
    expect(result.record.body).to.equal('one ours\n\ntwo\n\nthree theirs');
    expect(result).to.deep.include({ changed: ['body'], conflicts: [], needsOutbound: true });
  });

  it('both-15: an edit on top of our first write, covered by our second, is merged over the first', () => {
    const first = 'one first\n\ntwo\n\nthree';
    const { link } = wrote({ body: first });
    const second = { body: 'one second\n\ntwo\n\nthree' };
    const lastWrite = rememberWrite(second, link, 'second', sec(6));
    const task = aTask({ base: { ...ISSUE, ...second }, baseAt: 6, link: { lastWrite } });
    const result = recover({ ...task, link: task.link! }, 6, { body: 'one first\n\ntwo\n\nthree theirs' });
    expect(result.record.body).to.equal('one second\n\ntwo\n\nthree theirs');
    expect(result.conflicts).to.deep.equal([]);
  });

  it('both-15: one title goes to the later, and the loser is kept', () => {
    const lost = { field: 'title', base: 'A', ours: 'ours', theirs: 'theirs' };
    const theirs = recover(wrote({ title: 'ours' }), 4, { title: 'theirs' });
    expect(theirs.record.title).to.equal('theirs');
    expect(theirs.conflicts).to.deep.equal([{ ...lost, winner: 'theirs' }]);
    expect(theirs.needsOutbound).to.equal(true);
    const ours = recover(wrote({ title: 'ours' }, { editedAt: 5 }), 4, { title: 'theirs' });
    expect(ours.record.title).to.equal('ours');
    expect(ours.conflicts).to.deep.equal([{ ...lost, winner: 'ours' }]);
    expect(ours).to.deep.include({ changed: [], needsOutbound: false });
  });

  it('the same edit is told once; one on top of it is told again', () => {
    const task = wrote({ title: 'ours' }, { editedAt: 5 });
    const { lastWrite } = recover(task, 4, { title: 'theirs' });
    const after = { ...task.link, lastWrite };
    expect(lostEdits(after, told(4, { title: 'theirs' }))).to.equal(null);
    expect(lostEdits(after, told(4, { title: 'A' }, { replaced: { title: 'theirs' } }))).to.equal(null);
    expect(lostEdits(after, told(5, { title: 'more' }))).to.not.equal(null);
    expect(lastWrite.title?.at(-1)).to.deep.include({ preImage: 'theirs', preImageAt: sec(4) });
  });

  it('a deleted record, and one whose edit is queued, sends nothing of itself', () => {
    const task = wrote({ title: 'ours' });
    const deleted = { ...task, record: { ...task.record, deletedAt: sec(9) } };
    expect(recover(deleted, 4, { title: 'theirs' }).needsOutbound).to.equal(false);
  });
});

describe('M4: what is remembered of our writes', () => {
  const from = (lastWrite: LastWrite | null, base: Content, baseAt: number, sent: Content): LastWrite =>
    rememberWrite(
      sent,
      { base: { ...ISSUE, ...base }, baseUpdatedAt: sec(baseAt), lastWrite },
      'op',
      sec(baseAt + 1),
    );

  it('writes in a row are one write, over what was there before the first', () => {
    const first = from(null, {}, 1, { title: 'B' });
    const second = from(first, { title: 'B' }, 2, { title: 'C' });
    expect(second.title).to.have.length(1);
    expect(second.title?.[0]).to.deep.include({
      values: ['B', 'C'],
      preImage: 'A',
      preImageAt: sec(1),
      at: sec(3),
    });
  });

  it('a write over another person’s value begins anew, and a write of one field leaves the others', () => {
    const first = from(null, {}, 1, { title: 'B', body: 'b' });
    const second = from(first, { title: 'theirs' }, 2, { title: 'C' });
    expect(second.title?.map(({ preImage }) => preImage)).to.deep.equal(['A', 'theirs']);
    expect(second.body).to.deep.equal(first.body);
  });

  it('three turns and ten values are remembered, not more', () => {
    let memory: LastWrite = {};
    for (let turn = 0; turn < 5; turn += 1)
      memory = from(memory, { title: `t${turn}` }, turn, { title: 'B' });
    expect(memory.title?.map(({ preImage }) => preImage)).to.deep.equal(['t2', 't3', 't4']);
    let row: LastWrite = from(null, {}, 0, { title: '0' });
    for (let turn = 1; turn < 15; turn += 1)
      row = from(row, { title: String(turn - 1) }, turn, { title: String(turn) });
    expect(row.title?.[0]?.values).to.deep.equal(['5', '6', '7', '8', '9', '10', '11', '12', '13', '14']);
  });

  it('the last state is told with its time', () => {
    const closed: Fields['state'] = { state: 'closed', reason: 'not_planned' };
    expect(lastState(from(null, {}, 1, { state: closed }))).to.deep.equal({ value: closed, at: sec(2) });
    expect(lastState(null)).to.equal(null);
    expect(lastState({})).to.equal(null);
  });
});

describe('M4: what must not give way', () => {
  const task = wrote({ title: 'ours' });
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
    expect(mayBeLost(task, told(1, { title: 'theirs' }))).to.equal(false);
    expect(mayBeLost(task, told(4, {}))).to.equal(false);
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
