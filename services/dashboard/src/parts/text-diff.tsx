// One of two versions of a text, with what it does not share with the other one marked: line by line, and within a short
// line word by word. The two stand next to each other, so that the color is not all that tells them apart.
import { useMemo, type ReactNode } from 'react';
import { diffLines, diffWordsWithSpace } from 'diff';

const SHORT = 300;

export function TextDiff({
  before,
  after,
  show,
}: {
  readonly before: string;
  readonly after: string;
  readonly show: 'before' | 'after';
}): ReactNode {
  const parts = useMemo(() => {
    const short = Math.max(before.length, after.length) <= SHORT && !`${before}${after}`.includes('\n');
    return short ? diffWordsWithSpace(before, after) : diffLines(before, after);
  }, [before, after]);
  return (
    <div className="diff pre">
      {parts.map(({ added, removed, value }, index) => {
        if (added) return show === 'after' ? <ins key={index}>{value}</ins> : null;
        if (removed) return show === 'before' ? <del key={index}>{value}</del> : null;
        return <span key={index}>{value}</span>;
      })}
    </div>
  );
}
