// Outcomes over time as stacked bars. Also a table for whoever cannot see a chart.
import { useState, type ReactNode } from 'react';
import { scaleLinear } from 'd3-scale';
import type { Overview } from '../api/shapes';
import { useNarrow } from '../shell/use-narrow';
import { barsOf, layersOf, STACKED, type Bar } from './bars';

const WIDE = 900;
const NARROW = 360;
const HEIGHT = 240;
const LEFT = 44;
const BOTTOM = 24;
const TOP = 10;
const TICKS = 4;

export function ThroughputChart({ overview }: { readonly overview: Overview }): ReactNode {
  const narrow = useNarrow();
  const width = narrow ? NARROW : WIDE;
  const labels = narrow ? 3 : 6;
  const bars = barsOf(overview);
  const layers = layersOf(bars);
  const [pointed, setPointed] = useState<number | null>(null);
  const y = scaleLinear()
    .domain([0, Math.max(4, ...bars.map(({ total }) => total))])
    .nice(TICKS)
    .range([HEIGHT - BOTTOM, TOP]);
  const step = (width - LEFT) / bars.length;
  const shown = pointed === null ? undefined : bars[pointed];
  if (bars.every(({ total }) => total === 0)) {
    return <p className="soft">No operation finished in the last {overview.window}.</p>;
  }
  return (
    <figure className="chart">
      <Legend bars={bars} shown={shown} window={overview.window} />
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`Operations that finished in the last ${overview.window}, by outcome`}
        onMouseLeave={() => {
          setPointed(null);
        }}
      >
        {y.ticks(TICKS).map((tick) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line x1={LEFT} x2={width} className="grid-line" />
            <text x={LEFT - 8} dy="0.32em" textAnchor="end" className="axis">
              {short(tick)}
            </text>
          </g>
        ))}
        {layers.map(({ state, spans }) =>
          spans.map(([bottom, top], index) =>
            top > bottom ? (
              <rect
                key={`${state}${index}`}
                className="bar"
                data-state={state}
                x={LEFT + index * step + step * 0.14}
                width={step * 0.72}
                y={y(top)}
                height={Math.max(y(bottom) - y(top), 1)}
              />
            ) : null,
          ),
        )}
        {bars.map(({ at }, index) => (
          <g key={at}>
            {index % Math.ceil(bars.length / labels) === 0 ? (
              <text x={LEFT + index * step + step / 2} y={HEIGHT - 6} textAnchor="start" className="axis">
                {label(at, overview.window)}
              </text>
            ) : null}
            <rect
              x={LEFT + index * step}
              width={step}
              y={TOP}
              height={HEIGHT - BOTTOM - TOP}
              className="bar-hit"
              data-pointed={index === pointed}
              onMouseEnter={() => {
                setPointed(index);
              }}
            />
          </g>
        ))}
      </svg>
    </figure>
  );
}

function Legend({
  bars,
  shown,
  window,
}: {
  readonly bars: readonly Bar[];
  readonly shown: Bar | undefined;
  readonly window: Overview['window'];
}): ReactNode {
  const counted = shown === undefined ? bars : [shown];
  const count = (state: string): number => counted.reduce((sum, { counts }) => sum + (counts[state] ?? 0), 0);
  return (
    <figcaption className="legend">
      <span className="faint nowrap">{shown === undefined ? `Last ${window}` : label(shown.at, window)}</span>
      {STACKED.map((state) => (
        <span key={state} className="legend-item" data-state={state}>
          {state} <strong>{count(state).toLocaleString()}</strong>
        </span>
      ))}
    </figcaption>
  );
}

function short(count: number): string {
  return count >= 1_000 ? `${(count / 1_000).toLocaleString()}k` : String(count);
}

function label(at: number, window: Overview['window']): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  if (window !== 'week') return time;
  return `${date.toLocaleDateString(undefined, { weekday: 'short' })} ${time}`;
}
