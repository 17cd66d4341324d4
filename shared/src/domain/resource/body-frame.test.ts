import { expect } from 'chai';
import fc from 'fast-check';
import { EMPTY_FRAME, inFrame, newFrame, unframe, type Marker } from './body-frame.js';

const MARKER: Marker = {
  kind: 'task',
  id: '019aa5c4-8f8b-7000-8000-000000000001',
  mac: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP_',
};
const OTHER: Marker = { ...MARKER, kind: 'comment', id: '019aa5c4-8f8b-7000-8000-000000000002' };
const markOf = ({ kind, id, mac }: Marker): string => `<!-- tandem ${kind} ${id} ${mac} -->`;
const CREDIT = '<!-- tandem by -->posted by **Ann**<!-- /tandem by -->';

const pieces = ['a', ' ', '\n', '\r\n', '😀', 'א', '`', '<!-- ', ' -->', '\t'] as const;
const anyText = fc.string({ unit: fc.constantFrom(...pieces) });
/** Texts that hold what looks like our own frame: people copy and quote. */
const hostileText = fc.string({
  unit: fc.constantFrom(...pieces, '\n\n', '> ', CREDIT, markOf(MARKER), markOf(OTHER), '<!-- tandem by -->'),
});
const marker = fc.record({
  kind: fc.constantFrom('task' as const, 'comment' as const),
  id: fc.uuid(),
  mac: fc.string({ minLength: 43, maxLength: 43, unit: fc.constantFrom('a', 'Z', '0', '_', '-') }),
});
const credit = fc.option(fc.string({ unit: fc.constantFrom('a', ' ', '@', '[', ']', 'é'), minLength: 1 }));
const humanText = fc.constantFrom('See below.', 'Note', '- [ ] one\n- [x] two', '😀');

const framed = (text: string, by: string | null = 'posted by **Ann**'): string =>
  inFrame(text, newFrame(text, MARKER, by));

describe('the frame of a body', () => {
  it('both-10: any text comes back byte for byte, with its marker', () => {
    fc.assert(
      fc.property(anyText, marker, credit, (text, mark, by) => {
        const frame = newFrame(text, mark, by);
        expect(unframe(inFrame(text, frame))).to.deep.equal({ text, frame, marker: mark });
      }),
    );
  });

  it('both-10: also a text that holds frames of ours comes back byte for byte', () => {
    fc.assert(
      fc.property(hostileText, marker, credit, (text, mark, by) => {
        const back = unframe(inFrame(text, newFrame(text, mark, by)));
        expect(back.text).to.equal(text);
        expect(back.marker).to.deep.equal(mark);
      }),
    );
  });

  it('G3: a body whose frame was read is written back exactly as it was', () => {
    fc.assert(
      fc.property(anyText, marker, credit, fc.constantFrom('\n', '\r\n'), (text, mark, by, lineEnd) => {
        const raw = inFrame(text, newFrame(text, mark, by)).replaceAll(/\r?\n/g, lineEnd);
        const read = unframe(raw);
        expect(inFrame(read.text, read.frame)).to.equal(raw);
      }),
    );
  });

  it('G3, G8: what people write around the frame is kept, nothing of the frame shows in the text', () => {
    fc.assert(
      fc.property(
        fc.option(humanText),
        fc.option(humanText),
        fc.constantFrom('', '\n', '\n\n', '\r\n\r\n'),
        fc.constantFrom('a text', 'two\n\nparagraphs', '1. one\r\n2. two'),
        marker,
        credit,
        (above, below, gap, text, mark, by) => {
          const raw = [above, inFrame(text, newFrame(text, mark, by)), below]
            .filter((part) => part !== null)
            .join(gap);
          // Without a credit there is nothing between what people wrote above and the text.
          const upper = above === null ? '' : above + (by !== null && gap === '' ? '\n\n' : gap);
          const lower = below === null ? '' : (gap === '' ? '\n\n' : gap) + below;
          const read = unframe(raw);
          expect(read.text).to.equal(upper + text + lower);
          expect(read.marker).to.deep.equal(mark);
          // And once it is written again, the frame is as it was fetched, around all of it.
          const rewritten = inFrame(read.text, read.frame);
          expect(unframe(rewritten)).to.deep.equal(read);
          expect(rewritten).to.include(markOf(mark));
          if (by !== null)
            expect(rewritten.startsWith(`<!-- tandem by -->${by}<!-- /tandem by -->`)).to.equal(true);
        },
      ),
    );
  });

  it('G8: text above the credit stays above the text', () => {
    expect(unframe(`Please look.\n\n${framed('Hello')}`)).to.deep.equal({
      text: 'Please look.\n\nHello',
      frame: { before: `${CREDIT}\n\n`, after: `\n\n${markOf(MARKER)}` },
      marker: MARKER,
    });
  });

  it('G8: text written on the line of the credit is divided from ours as the credit was', () => {
    expect(unframe(`Note${framed('Hello')}`).text).to.equal('Note\n\nHello');
  });

  it('G3: text below the marker follows the text', () => {
    expect(unframe(`${framed('Hello')}\n\nThanks!\n`)).to.deep.equal({
      text: 'Hello\n\nThanks!\n',
      frame: { before: `${CREDIT}\n\n`, after: `\n\n${markOf(MARKER)}` },
      marker: MARKER,
    });
  });

  it('G3: text written on behind the marker is divided from ours as the marker was', () => {
    expect(unframe(`${framed('Hello')} see above`).text).to.equal('Hello\n\n see above');
  });

  it('G3: text below the marker of an empty text is all there is', () => {
    expect(unframe(`${framed('', null)}Thanks`)).to.deep.equal({
      text: 'Thanks',
      frame: { before: '', after: markOf(MARKER) },
      marker: MARKER,
    });
    expect(unframe(`${framed('')}Thanks`).text).to.equal('Thanks');
  });

  it('G3: a marker that is quoted within a line stays, and so does what it ends', () => {
    const raw = `> Hello\n> ${markOf(MARKER)}\n\nI agree.`;
    expect(unframe(raw)).to.deep.equal({ text: raw, frame: EMPTY_FRAME, marker: null });
  });

  it('G3: a marker that is not ours is part of the text, and ours above it is still found', () => {
    const raw = `${framed('Hello')}\n\n${markOf(OTHER)}`;
    const read = unframe(raw, ({ id }) => id === MARKER.id);
    expect(read.text).to.equal(`Hello\n\n${markOf(OTHER)}`);
    expect(read.marker).to.deep.equal(MARKER);
  });

  it('a text without a marker is taken as it is', () => {
    for (const raw of ['', 'Hello', '<!-- tandem by -->x<!-- /tandem by -->', '<!-- tandem task 1 2 -->'])
      expect(unframe(raw)).to.deep.equal({ text: raw, frame: EMPTY_FRAME, marker: null });
  });

  it('a text that has come to hold a credit gets an empty one above, and its frame stays', () => {
    const frame = newFrame('Hello', MARKER, null);
    expect(frame.before).to.equal('');
    const raw = inFrame(`${CREDIT} said`, frame);
    expect(raw).to.equal(`<!-- tandem by --><!-- /tandem by -->\n\n${CREDIT} said${frame.after}`);
    expect(unframe(raw).text).to.equal(`${CREDIT} said`);
    expect(newFrame(`${CREDIT} said`, MARKER, null).before, 'counted from the start').to.match(
      /^<!-- tandem by -->/,
    );
  });

  it('a person’s own text is written as it is, whatever it holds', () => {
    expect(inFrame(CREDIT, EMPTY_FRAME)).to.equal(CREDIT);
  });

  it('an empty text gets its marker without a gap', () => {
    expect(newFrame('', MARKER, null)).to.deep.equal({ before: '', after: markOf(MARKER) });
  });

  it('both-14: the credit stands above and is taken off, once', () => {
    const raw = framed('Hello');
    expect(raw.startsWith(`${CREDIT}\n\nHello\n\n`)).to.equal(true);
    expect(unframe(raw).text).to.equal('Hello');
    expect(unframe(framed(`${CREDIT}\n\nHello`)).text).to.equal(`${CREDIT}\n\nHello`);
  });

  it('white space that GitHub or an editor left around belongs to the frame', () => {
    const raw = `\n${framed('Hello')}\r\n`;
    expect(unframe(raw)).to.deep.include({
      text: 'Hello',
      frame: { before: `\n${CREDIT}\n\n`, after: `\n\n${markOf(MARKER)}\r\n` },
    });
  });
});
