// How far an import is, and when it will be done; once it is, only what it brought.
import type { ReactNode } from 'react';
import type { Repo } from '../api/shapes';
import { relative, useNow } from '../parts/time';

export function ImportProgress({ progress }: { readonly progress: NonNullable<Repo['import']> }): ReactNode {
  const { status, stage, seen, total, requests, ratePerSecond, etaAt, error } = progress;
  const now = useNow();
  return (
    <div className="budget">
      <div className="row spread">
        <span className="soft">Import: {status}</span>
        <span>
          {seen.toLocaleString()}
          <span className="faint">
            {total === null || status === 'done' ? '' : ` of ${total.toLocaleString()}`} issues and comments
          </span>
        </span>
      </div>
      {status === 'done' || total === null ? null : <Meter part={total === 0 ? 1 : seen / total} />}
      {status === 'done' ? null : (
        <span className="faint">
          {status === 'running' ? `reads ${stage}` : 'stands still'}
          {status === 'running' && ratePerSecond !== null
            ? `, ${ratePerSecond.toLocaleString()} a second`
            : ''}
          {status === 'running' && etaAt !== null ? `, done ${relative(etaAt, now)}` : ''}
          {` · ${requests.toLocaleString()} ${requests === 1 ? 'request' : 'requests'} so far`}
        </span>
      )}
      {error === null ? null : <span className="lacking wrap-anywhere">{error}</span>}
    </div>
  );
}

function Meter({ part }: { readonly part: number }): ReactNode {
  return (
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
  );
}
