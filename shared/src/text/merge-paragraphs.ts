// Merges two edits of one text paragraph by paragraph, with a diff3 library (DESIGN section 6). Line ends do not count
// as a difference (rule M3), and the merged text keeps the line ends of GitHub's version.
import { diff3Merge } from 'node-diff3';
import { foldLineEnds } from '../domain/content.js';
import type { MergeText } from '../domain/merge.js';

export const mergeParagraphs: MergeText = ({ base, ours, theirs, prefer }) => {
  const regions = diff3Merge(paragraphs(ours), paragraphs(base), paragraphs(theirs), {
    excludeFalseConflicts: true,
  });
  let collided = false;
  const merged = regions.flatMap((region): string[] => {
    if (region.ok !== undefined) return region.ok;
    if (region.conflict === undefined) return [];
    collided = true;
    return prefer === 'ours' ? region.conflict.a : region.conflict.b;
  });
  const text = merged.join('');
  return { text: theirs.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text, collided };
};

/** Paragraphs and the gaps between them, each a piece of its own: joined, they are the text again. */
function paragraphs(text: string): string[] {
  return foldLineEnds(text).match(/[^\n]+(?:\n[^\n]+)*|\n+/g) ?? [];
}
