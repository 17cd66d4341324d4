// The name with its sign: two wheels, one ride.
import type { ReactNode } from 'react';

export function Logo(): ReactNode {
  return (
    <span className="logo">
      <svg viewBox="0 0 34 22" width="34" height="22" aria-hidden="true">
        <circle cx="8" cy="14" r="6" className="wheel ours" />
        <circle cx="26" cy="14" r="6" className="wheel theirs" />
        <path d="M8 14 13 4h9l4 10M13 4l4.500 10H8M17.500 14 22 4" className="frame" />
      </svg>
      Tandem
    </span>
  );
}
