// How far an import is. Its worker tells what it knows; what it does not tell is not made up.
import type { ReactNode } from 'react';
import { relative } from '../parts/time';

export function ImportProgress({
  progress,
}: {
  readonly progress: Readonly<Record<string, unknown>>;
}): ReactNode {
  const status = textOf(progress['status']) ?? 'running';
  const seen = numberOf(progress['seen']);
  const total = numberOf(progress['total']);
  const rate = numberOf(progress['ratePerSecond']);
  const requests = numberOf(progress['requests']);
  const problem = textOf(progress['error']);
  const eta = textOf(progress['eta'] ?? progress['etaAt'] ?? progress['finishesAt']);
  const part = seen !== null && total !== null && total > 0 ? Math.min(seen / total, 1) : null;
  return (
    <div className="budget">
      <div className="row spread">
        <span className="soft">Import: {status.replaceAll('_', ' ')}</span>
        <span>
          {seen === null ? '' : seen.toLocaleString()}
          {total === null ? '' : <span className="faint"> of {total.toLocaleString()}</span>}
          {requests === null ? '' : <span className="faint"> · {requests.toLocaleString()} requests</span>}
        </span>
      </div>
      {part === null ? null : (
        <div
          className="meter"
          role="progressbar"
          aria-label="Import"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(part * 100)}
        >
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect width={part * 100} height="8" className="meter-left" />
          </svg>
        </div>
      )}
      <span className="faint">
        {status !== 'done' && eta !== null && !Number.isNaN(Date.parse(eta))
          ? `finishes ${relative(eta, Date.now())}`
          : null}
        {status === 'running' && rate !== null ? ` at ${rate.toLocaleString()} a second` : null}
      </span>
      {problem === null ? null : <span className="wrap-anywhere">{problem}</span>}
    </div>
  );
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
