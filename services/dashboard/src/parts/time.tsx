// Times as people say them, with the exact moment one hover away.
import { useEffect, useState, type ReactNode } from 'react';

const STEPS: readonly (readonly [limitMs: number, unitMs: number, unit: string])[] = [
  [90_000, 1_000, 's'],
  [90 * 60_000, 60_000, 'min'],
  [36 * 3_600_000, 3_600_000, 'h'],
  [Infinity, 86_400_000, 'd'],
];
const REFRESH_MS = 5_000;

export function duration(ms: number): string {
  const length = Math.abs(ms);
  if (length < 1_000) return `${Math.round(length)} ms`;
  if (length < 10_000) return `${(length / 1_000).toFixed(1)} s`;
  const [, unitMs, unit] = STEPS.find(([limit]) => length < limit) ?? [0, 86_400_000, 'd'];
  return `${Math.round(length / unitMs)} ${unit}`;
}

export function relative(at: string, now: number): string {
  const away = Date.parse(at) - now;
  if (Math.abs(away) < 2_000) return 'now';
  const length = Math.abs(away) < 10_000 ? `${Math.round(Math.abs(away) / 1_000)} s` : duration(away);
  return away < 0 ? `${length} ago` : `in ${length}`;
}

export function exact(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The time of day; with the day where it is another one than today. */
export function clockTime(at: string): string {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : ({ weekday: 'short' } as const);
  return moment.toLocaleTimeString(undefined, { ...day, hour: '2-digit', minute: '2-digit' });
}

export function Ago({ at, empty = '–' }: { readonly at: string | null; readonly empty?: string }): ReactNode {
  const now = useNow();
  if (at === null) return <span className="faint">{empty}</span>;
  return (
    <time dateTime={at} title={exact(at)} className="nowrap">
      {relative(at, now)}
    </time>
  );
}

export function useNow(everyMs = REFRESH_MS): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}
