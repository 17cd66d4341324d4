import { expect } from 'chai';
import { ISSUE, sec } from '../../testing/resources.js';
import { mergeParagraphs } from '../../text/merge-paragraphs.js';
import type { WriteIntent } from '../resource/resource.js';
import {
  attemptsOf,
  baseBehindIntents,
  fromAttempts,
  LATE_WRITE_MS,
  nextIntent,
  SEND_WITHIN_MS,
  stillLate,
  tooOld,
  withoutAnswered,
} from './write-intents.js';

const first = { values: { title: 'first' }, at: sec(0) };
const second = { values: { title: 'second' }, at: sec(30) };
const both: WriteIntent = { ...second, earlier: [first] };

describe('write intents', () => {
  it('an attempt that follows another keeps it while its write may still arrive', () => {
    expect(nextIntent(null, first)).to.deep.equal(first);
    expect(nextIntent(first, second)).to.deep.equal(both);
    expect(nextIntent(first, { ...second, at: sec(60) })).to.deep.equal({ ...second, at: sec(60) });
  });

  it('G3: leaves within half a minute of it', () => {
    expect(SEND_WITHIN_MS).to.equal(30_000);
  });

  it('is forgotten when GitHub was seen a minute after it', () => {
    expect(LATE_WRITE_MS).to.equal(60_000);
    expect(stillLate(both, sec(59))).to.deep.equal(both);
    expect(stillLate(both, sec(60))).to.deep.equal(second);
    expect(stillLate(both, sec(90))).to.equal(null);
    expect(stillLate(null, sec(0))).to.equal(null);
  });

  it('the answered one is the latest; those before it stay', () => {
    expect(withoutAnswered(both)).to.deep.equal(first);
    expect(withoutAnswered(second)).to.equal(null);
  });

  it('what is forgotten is told apart from what stays, to the millisecond', () => {
    expect(tooOld(both, sec(60) - 1)).to.deep.equal([]);
    expect(tooOld(both, sec(60))).to.deep.equal([first]);
    expect(tooOld(null, sec(60))).to.deep.equal([]);
  });

  it('both-23: what we added and removed is told by the pre-image, where the base has moved on since', () => {
    const intent = {
      values: { labels: ['x'] },
      at: sec(0),
      preImage: { content: { labels: [] }, at: sec(0) },
    };
    const base = { labels: ['y'] };
    expect(baseBehindIntents(base, intent, { labels: ['x'] }, mergeParagraphs)).to.deep.equal({
      labels: ['y', 'x'],
    });
  });

  it('attempts go apart and together again', () => {
    expect(attemptsOf(both)).to.deep.equal([first, second]);
    expect(fromAttempts(attemptsOf(both))).to.deep.equal(both);
    expect(attemptsOf(null)).to.deep.equal([]);
  });

  it('a value equal to any of them is ours', () => {
    for (const title of ['first', 'second']) {
      expect(baseBehindIntents(ISSUE, both, { ...ISSUE, title }, mergeParagraphs)?.title).to.equal(title);
    }
    expect(baseBehindIntents(ISSUE, both, { ...ISSUE, title: 'B' }, mergeParagraphs)?.title).to.equal('A');
    expect(baseBehindIntents(ISSUE, null, ISSUE, mergeParagraphs)).to.equal(ISSUE);
  });
});
