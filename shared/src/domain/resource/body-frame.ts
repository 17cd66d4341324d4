// What Tandem puts around a text on GitHub, and how it is taken off again (rules G3, G8): a line that credits the author
// above it, a signed marker below it. Stripped inbound, wherever people have written around them since; given back exactly
// as fetched when the text is rewritten.
import type { BodyFrame, ResourceKind } from '../operations/operation.js';

/** Names the record that a text on GitHub was created for. The mac says that we wrote it. */
export interface Marker {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly mac: string;
}

export interface FramedBody {
  readonly text: string;
  readonly frame: BodyFrame;
  readonly marker: Marker | null;
}

const MARKER = /<!-- tandem (task|comment) ([0-9a-f-]{36}) ([\w-]{43}) -->/g;
const CREDIT = /<!-- tandem by -->[^\r\n]*?<!-- \/tandem by -->/;
/** Above a text that holds a credit of its own: shows nothing, and is taken off as ours. */
const NO_CREDIT = '<!-- tandem by --><!-- /tandem by -->\n\n';
/** The blank line between a text and its frame, as we wrote it or as an editor with CRLF has kept it. */
const GAP_ABOVE = /(?:\n{1,2}|(?:\r\n){1,2})$/;
const GAP_BELOW = /^(?:\r?\n){0,2}/;

export const EMPTY_FRAME: BodyFrame = { before: '', after: '' };

/**
 * Splits a body of GitHub's. A text without a marker is taken as it is: nobody's text is ever shortened by a guess. Of
 * several markers the last one counts, because it is added last; what is above was in the text already.
 *
 * @param isOurs refuses a marker that somebody made up; it is then part of the text
 */
export function unframe(raw: string, isOurs: (marker: Marker) => boolean = () => true): FramedBody {
  for (const match of [...raw.matchAll(MARKER)].reverse()) {
    const [mark, kind, id, mac] = match as unknown as [string, ResourceKind, string, string];
    const head = raw.slice(0, match.index);
    const tail = raw.slice(match.index + mark.length);
    const marker = { kind, id, mac };
    if (isQuoted(head, tail) || !isOurs(marker)) continue;
    const [above, below] = [withoutCredit(head), withoutMarker(mark, tail)];
    const gap = GAP_ABOVE.exec(above.text)?.[0] ?? '';
    // People wrote on behind the marker, on its line: the blank line above it is what divides them from the text.
    const divides = below.text !== '' && !/^\r?\n/.test(below.text) && above.text !== gap;
    const text = divides ? above.text : above.text.slice(0, above.text.length - gap.length);
    return { text: text + below.text, frame: { before: above.before, after: gap + below.after }, marker };
  }
  return { text: raw, frame: EMPTY_FRAME, marker: null };
}

/** Puts a text back into its frame. One that has come to hold a credit of its own gets an empty one: the first is ours. */
export function inFrame(text: string, { before, after }: BodyFrame): string {
  const guard = before === '' && after !== '' && CREDIT.test(text) ? NO_CREDIT : '';
  return `${guard}${before}${text}${after}`;
}

/** The frame of a new text. An empty text gets its marker without the blank line above. */
export function newFrame(text: string, marker: Marker, credit: string | null): BodyFrame {
  const gap = text === '' && credit === null ? '' : '\n\n';
  const nobody = CREDIT.test(text) ? NO_CREDIT : '';
  return {
    before: credit === null ? nobody : `<!-- tandem by -->${credit}<!-- /tandem by -->\n\n`,
    after: `${gap}<!-- tandem ${marker.kind} ${marker.id} ${marker.mac} -->`,
  };
}

/** Within a line that somebody began, and with more to come, it is a quotation and stays. At the end it is the frame. */
function isQuoted(head: string, tail: string): boolean {
  return tail.trim() !== '' && head !== '' && !head.endsWith('\n');
}

/** What people wrote above the credit stays, divided from the text by the blank line that was below the credit. */
function withoutCredit(head: string): { before: string; text: string } {
  const match = CREDIT.exec(head);
  if (match === null) return { before: '', text: head };
  const above = head.slice(0, match.index);
  const rest = head.slice(match.index + match[0].length);
  const gap = GAP_BELOW.exec(rest)?.[0] ?? '';
  const below = rest.slice(gap.length);
  if (above.trim() === '') return { before: above + match[0] + gap, text: below };
  const divider = above.endsWith('\n') ? '' : gap;
  return { before: match[0] + gap, text: above + divider + below };
}

/** White space that GitHub or an editor left behind the marker belongs to the frame; anything else is people's. */
function withoutMarker(mark: string, tail: string): { after: string; text: string } {
  return tail.trim() === '' ? { after: mark + tail, text: '' } : { after: mark, text: tail };
}
