// Merges two edits of one text paragraph by paragraph, with a diff3 library (DESIGN section 6). Line ends do not count
// as a difference (rule M3), and the merged text keeps the line ends of GitHub's version.
import { diff3Merge, diffPatch, patch } from 'node-diff3';
import { foldLineEnds } from '../domain/resource/content.js';
import type { MergeText } from '../domain/merge/merge.js';

export const mergeParagraphs: MergeText = { merge, shared };

function merge({
  base,
  ours,
  theirs,
  prefer,
}: Parameters<MergeText['merge']>[0]): ReturnType<MergeText['merge']> {
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
}

function shared({ base, ours, theirs }: Parameters<MergeText['shared']>[0]): string {
  const before = paragraphs(base);
  const byThem = new Set(changesOf(before, theirs).map((change) => JSON.stringify(change)));
  const byBoth = changesOf(before, ours).filter((change) => byThem.has(JSON.stringify(change)));
  return patch(before, byBoth).join('');
}

function changesOf(before: string[], after: string): ReturnType<typeof diffPatch<string>> {
  return diffPatch(before, paragraphs(after));
}

/** Paragraphs and the gaps between them, each a piece of its own: joined, they are the text again. */
function paragraphs(text: string): string[] {
  return foldLineEnds(text).match(/[^\n]+(?:\n[^\n]+)*|\n+/g) ?? [];
}
