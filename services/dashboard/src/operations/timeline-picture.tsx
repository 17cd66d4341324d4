// The life of an operation as a picture: one bar per stay in a state, as long as it lasted, and every move in words below.
import type { ReactNode } from 'react';
import { scaleLinear } from 'd3-scale';
import type { OperationDetail, State, TimelineEntry } from '../api/shapes';
import { StateBadge } from '../parts/badges';
import { duration, exact, useNow } from '../parts/time';

const WIDTH = 1000;
const HEIGHT = 34;
/** A stay of no time at all must still be seen. */
const NARROWEST = 10;

interface Stay {
  readonly state: State;
  readonly from: number;
  readonly to: number;
}

export function TimelinePicture({ operation }: { readonly operation: OperationDetail }): ReactNode {
  const now = useNow(1_000);
  const { timeline } = operation;
  const stays = staysOf(timeline, now);
  const first = stays[0];
  return (
    <figure className="timeline">
      {first === undefined ? null : (
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`From ${timeline.map(({ to }) => to).join(' to ')}`}
        >
          {barsOf(stays).map(({ stay, x, width }, index) => (
            <rect
              key={index}
              x={x}
              y={4}
              width={Math.max(width - 2, 2)}
              height={HEIGHT - 8}
              rx={5}
              className="timeline-bar"
              data-state={stay.state}
            >
              <title>{`${stay.state}: ${duration(stay.to - stay.from)}`}</title>
            </rect>
          ))}
        </svg>
      )}
      <ol className="moves">
        {timeline.map((entry, index) => (
          <Move key={index} entry={entry} next={timeline[index + 1]} />
        ))}
      </ol>
    </figure>
  );
}

function Move({
  entry,
  next,
}: {
  readonly entry: TimelineEntry;
  readonly next: TimelineEntry | undefined;
}): ReactNode {
  return (
    <li className="move" data-state={entry.to}>
      <div className="row">
        <StateBadge state={entry.to} />
        <time dateTime={entry.at} className="faint nowrap">
          {exact(entry.at)}
        </time>
        <span className="faint">by {entry.by}</span>
        {next === undefined ? null : (
          <span className="faint nowrap">for {duration(Date.parse(next.at) - Date.parse(entry.at))}</span>
        )}
      </div>
      {entry.reason === null ? null : (
        <p className="wrap-anywhere">
          <span className="mono">{entry.reason.code}</span>{' '}
          <span className="soft">{entry.reason.message}</span>
        </p>
      )}
    </li>
  );
}

const OPEN: readonly State[] = ['queued', 'processing'];

function staysOf(timeline: readonly TimelineEntry[], now: number): Stay[] {
  return timeline.map(({ to, at }, index) => {
    const from = Date.parse(at);
    const end = timeline[index + 1]?.at;
    return { state: to, from, to: end === undefined ? (OPEN.includes(to) ? now : from) : Date.parse(end) };
  });
}

/** Lengths by the root of the time: a wait of an hour must not hide the second of work after it. */
function barsOf(
  stays: readonly Stay[],
): readonly { readonly stay: Stay; readonly x: number; readonly width: number }[] {
  const lengths = stays.map(({ from, to }) => Math.sqrt(Math.max(to - from, 0)));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const width = scaleLinear()
    .domain([0, Math.max(total, 1)])
    .range([0, WIDTH - NARROWEST * stays.length]);
  const widths = lengths.map((length) => NARROWEST + width(length));
  return stays.map((stay, index) => ({
    stay,
    x: widths.slice(0, index).reduce((sum, each) => sum + each, 0),
    width: widths[index] ?? NARROWEST,
  }));
}
