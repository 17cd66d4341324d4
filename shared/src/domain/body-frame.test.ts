import { expect } from 'chai';
import fc from 'fast-check';
import { EMPTY_FRAME, inFrame, newFrame, unframe, type Marker } from './body-frame.js';

const MARKER: Marker = {
  kind: 'task',
  id: '019aa5c4-8f8b-7000-8000-000000000001',
  mac: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP_',
};
const anyText = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\r\n', '😀', 'א', '`', '<!-- ', ' -->', '\t'),
});
const marker = fc.record({
  kind: fc.constantFrom('task' as const, 'comment' as const),
  id: fc.uuid(),
  mac: fc.string({ minLength: 43, maxLength: 43, unit: fc.constantFrom('a', 'Z', '0', '_', '-') }),
});
const credit = fc.option(fc.string({ unit: fc.constantFrom('a', ' ', '@', '[', ']', 'é'), minLength: 1 }));

describe('the frame of a body', () => {
  it('both-10: any text comes back byte for byte, with its marker', () => {
    fc.assert(
      fc.property(anyText, marker, credit, (text, mark, by) => {
        const frame = newFrame(text, mark, by);
        expect(unframe(inFrame(text, frame))).to.deep.equal({ text, frame, marker: mark });
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

  it('a text without a marker is taken as it is', () => {
    for (const raw of ['', 'Hello', '<!-- tandem by -->x<!-- /tandem by -->', '<!-- tandem task 1 2 -->'])
      expect(unframe(raw)).to.deep.equal({ text: raw, frame: EMPTY_FRAME, marker: null });
  });

  it('an empty text gets its marker without a gap', () => {
    expect(newFrame('', MARKER, null)).to.deep.equal({
      before: '',
      after: `<!-- tandem task ${MARKER.id} ${MARKER.mac} -->`,
    });
  });

  it('both-14: the credit stands above and is taken off, once', () => {
    const raw = inFrame('Hello', newFrame('Hello', MARKER, 'posted by Ann'));
    expect(raw.startsWith('<!-- tandem by -->posted by Ann<!-- /tandem by -->\n\nHello\n\n')).to.equal(true);
    expect(unframe(raw).text).to.equal('Hello');
  });

  it('a marker with text after it is part of the text: somebody quoted it', () => {
    const raw = `${inFrame('Hello', newFrame('Hello', MARKER, null))} see above`;
    expect(unframe(raw)).to.deep.equal({ text: raw, frame: EMPTY_FRAME, marker: null });
  });

  it('white space that GitHub or an editor left behind the marker belongs to the frame', () => {
    const raw = `${inFrame('Hello', newFrame('Hello', MARKER, null))}\r\n`;
    expect(unframe(raw).text).to.equal('Hello');
  });
});
