// State and direction, always in word and color together: color alone tells a colorblind reader nothing.
import type { ReactNode } from 'react';
import type { Direction } from '../api/shapes';

export function StateBadge({ state }: { readonly state: string }): ReactNode {
  return (
    <span className="badge" data-state={state}>
      {state.replaceAll('_', ' ')}
    </span>
  );
}

export function DirectionMark({ direction }: { readonly direction: Direction }): ReactNode {
  return (
    <span className="direction" data-direction={direction}>
      <span aria-hidden="true">{direction === 'inbound' ? '↓' : '↑'}</span>
      {direction === 'inbound' ? 'from GitHub' : 'to GitHub'}
    </span>
  );
}
