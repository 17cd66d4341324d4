// All operations of the group on one line of time: inbound above, outbound below, each a way to its page.
import type { ReactNode } from 'react';
import { scaleTime } from 'd3-scale';
import { useNavigate } from '@tanstack/react-router';
import type { Operation } from '../api/shapes';
import { relative } from '../parts/time';
import { useNarrow } from '../shell/use-narrow';

const WIDE = 600;
const NARROW = 320;
const HEIGHT = 110;
const EDGE = 14;
const ABOVE = 30;
const BELOW = 70;
const RADIUS = 7;
const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;

export function GroupLane({ operations }: { readonly operations: readonly Operation[] }): ReactNode {
  const navigate = useNavigate();
  const width = useNarrow() ? NARROW : WIDE;
  const now = Date.now();
  const times = operations.map(({ createdAt }) => Date.parse(createdAt));
  const x = scaleTime()
    .domain([Math.min(...times, now - 60_000), now])
    .range([EDGE, width - EDGE]);
  return (
    <svg
      className="lane"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="group"
      aria-label={`${operations.length} operations on a line of time`}
    >
      <text x={EDGE} y={12} className="lane-label">
        ↓ from GitHub
      </text>
      <line x1={EDGE} x2={width - EDGE} y1={ABOVE} y2={ABOVE} className="lane-line" />
      <line x1={EDGE} x2={width - EDGE} y1={BELOW} y2={BELOW} className="lane-line" />
      <text x={EDGE} y={BELOW - 14} className="lane-label">
        ↑ to GitHub
      </text>
      {operations.map((operation) => (
        <circle
          key={operation.id}
          className="lane-mark"
          data-state={operation.state}
          cx={x(Date.parse(operation.createdAt))}
          cy={operation.direction === 'inbound' ? ABOVE : BELOW}
          r={RADIUS}
          onClick={() => {
            void navigate({ to: `/operations/${operation.id}` });
          }}
        >
          <title>{`${operation.state}: ${operation.action} by ${operation.source}, ${relative(operation.createdAt, now)}`}</title>
        </circle>
      ))}
      {x.ticks(width === NARROW ? 3 : 5).map((tick) => (
        <text key={tick.getTime()} x={x(tick)} y={HEIGHT - 6} textAnchor="middle" className="lane-label">
          {moment(tick, now - Math.min(...times, now))}
        </text>
      ))}
    </svg>
  );
}

/** As exact as the length of the line allows. */
function moment(at: Date, lengthMs: number): string {
  if (lengthMs > 2 * DAY_MS) return at.toLocaleDateString(undefined, { month: 'short', day: 'numeric' });
  const seconds = lengthMs < TEN_MINUTES_MS ? ({ second: '2-digit' } as const) : {};
  return at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', ...seconds });
}
