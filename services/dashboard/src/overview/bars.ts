// From counts by time to stacked bars. Empty bars are bars too: a silence must be seen.
import { stack } from 'd3-shape';
import type { Overview, State } from '../api/shapes';

/** Bottom to top: what went well first, what needs a person last, so that it stands out against the sky. */
export const STACKED: readonly State[] = [
  'completed',
  'duplicate',
  'dropped',
  'canceled',
  'disabled',
  'errored',
];

export interface Bar {
  readonly at: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

export interface Layer {
  readonly state: State;
  /** Bottom and top of each bar's part, in operations. */
  readonly spans: readonly (readonly [bottom: number, top: number])[];
}

export function barsOf({ at, window, stepMs, outcomes }: Overview): Bar[] {
  const end = Math.floor(Date.parse(at) / stepMs) * stepMs;
  const bars = BARS[window];
  const counts = new Map<number, Record<string, number>>();
  for (const outcome of outcomes) {
    const time = Date.parse(outcome.at);
    const bar = counts.get(time) ?? {};
    bar[outcome.state] = (bar[outcome.state] ?? 0) + outcome.count;
    counts.set(time, bar);
  }
  return Array.from({ length: bars }, (_, index) => {
    const time = end - (bars - 1 - index) * stepMs;
    const found = counts.get(time) ?? {};
    return { at: time, counts: found, total: Object.values(found).reduce((sum, count) => sum + count, 0) };
  });
}

export function layersOf(bars: readonly Bar[]): Layer[] {
  const layers = stack<Bar, State>()
    .keys(STACKED)
    .value((bar, state) => bar.counts[state] ?? 0)([...bars]);
  return layers.map((layer) => ({ state: layer.key, spans: layer.map(([bottom, top]) => [bottom, top]) }));
}

const BARS = { hour: 60, day: 48, week: 42 } as const;
