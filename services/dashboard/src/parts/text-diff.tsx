// What changed between two texts, line by line and within a short line word by word, marked by sign and color together.
import type { ReactNode } from 'react';
import { diffLines, diffWordsWithSpace } from 'diff';

const SHORT = 300;

export function TextDiff({ before, after }: { readonly before: string; readonly after: string }): ReactNode {
  const short = Math.max(before.length, after.length) <= SHORT && !`${before}${after}`.includes('\n');
  const parts = short ? diffWordsWithSpace(before, after) : diffLines(before, after);
  return (
    <div className="diff pre">
      {parts.map(({ added, removed, value }, index) =>
        added ? (
          <ins key={index}>{value}</ins>
        ) : removed ? (
          <del key={index}>{value}</del>
        ) : (
          <span key={index}>{value}</span>
        ),
      )}
    </div>
  );
}
