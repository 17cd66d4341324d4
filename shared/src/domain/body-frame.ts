// What Tandem puts around a text on GitHub, and how it is taken off again (rules G3, G8): a line that credits the author
// above it, a signed marker below it. Stripped inbound, and given back exactly as fetched when the text is rewritten.
import type { BodyFrame, ResourceKind } from './operation.js';

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

const MARKER = /(?:\n{1,2}|(?:\r\n){1,2})?<!-- tandem (task|comment) ([0-9a-f-]{36}) ([\w-]{43}) -->\s*$/;
const CREDIT = /^<!-- tandem by -->[^\r\n]*<!-- \/tandem by -->(?:\r?\n){0,2}/;

export const EMPTY_FRAME: BodyFrame = { before: '', after: '' };

/** Splits a body of GitHub's. A text without a marker is taken as it is: nobody's text is ever shortened by a guess. */
export function unframe(raw: string): FramedBody {
  const match = MARKER.exec(raw);
  if (match === null) return { text: raw, frame: EMPTY_FRAME, marker: null };
  const [after, kind, id, mac] = match as unknown as [string, ResourceKind, string, string];
  const rest = raw.slice(0, raw.length - after.length);
  const before = CREDIT.exec(rest)?.[0] ?? '';
  return { text: rest.slice(before.length), frame: { before, after }, marker: { kind, id, mac } };
}

/** Puts a text back into its frame. */
export function inFrame(text: string, { before, after }: BodyFrame): string {
  return `${before}${text}${after}`;
}

/** The frame of a new text. An empty text gets its marker without the blank line above. */
export function newFrame(text: string, marker: Marker, credit: string | null): BodyFrame {
  const gap = text === '' && credit === null ? '' : '\n\n';
  return {
    before: credit === null ? '' : `<!-- tandem by -->${credit}<!-- /tandem by -->\n\n`,
    after: `${gap}<!-- tandem ${marker.kind} ${marker.id} ${marker.mac} -->`,
  };
}
