// Says whether what is seen is of this moment, in word and color.
import type { ReactNode } from 'react';
import { useLiveness } from './live';
import type { Liveness } from './live-stream';

const WORDS: Readonly<Record<Liveness, readonly [word: string, title: string]>> = {
  connecting: ['connecting', 'The stream of news is being opened.'],
  live: ['live', 'Changes appear by themselves as they happen.'],
  broken: ['not live', 'The stream of news is broken: the page asks every few seconds until it is back.'],
  paused: ['paused', 'The page is hidden.'],
};

export function LiveMark(): ReactNode {
  const liveness = useLiveness();
  const [word, title] = WORDS[liveness];
  return (
    <span className="live-mark" data-live={liveness} title={title} role="status">
      {word}
    </span>
  );
}
