// What an operation is about, as people know it: the title, and repo and number. Text of strangers: always as text.
import type { ReactNode } from 'react';
import type { Operation } from '../api/shapes';

export function Subject({
  operation,
}: {
  readonly operation: Pick<Operation, 'kind' | 'subject'>;
}): ReactNode {
  const { kind, subject } = operation;
  return (
    <span className="subject">
      <span className="subject-title" title={subject.title ?? undefined}>
        {subject.title ?? <em className="faint">not yet known</em>}
      </span>
      <span className="subject-place faint">
        {kind === 'comment' ? 'comment on ' : ''}
        {placeOf(subject)}
      </span>
    </span>
  );
}

export function placeOf({ repo, number }: Operation['subject']): string {
  if (repo === null) return 'not on GitHub';
  return number === null ? `${repo} · not there yet` : `${repo} #${number}`;
}
