// What failed and what stands still, by reason; each line leads to the operations behind it.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import type { Overview } from '../api/shapes';
import { StateBadge } from '../parts/badges';
import { Ago } from '../parts/time';

export function FailuresCard({ failures }: { readonly failures: Overview['failures'] }): ReactNode {
  return (
    <section className="card" aria-labelledby="failures">
      <header>
        <h2 id="failures">Needs a person</h2>
      </header>
      <div className="body">
        {failures.length === 0 ? (
          <p className="soft">
            <span className="ok" aria-hidden="true">
              ✓{' '}
            </span>
            Nothing is errored or disabled.
          </p>
        ) : (
          <ul className="failures">
            {failures.map(({ state, code, message, count, latestAt }) => (
              <li key={`${state} ${code ?? ''}`}>
                <Link
                  to="/operations"
                  search={{ state, ...(code === null ? {} : { reason: code }) }}
                  className="failure"
                >
                  <strong className="failure-count">{count.toLocaleString()}</strong>
                  <span className="two-lines">
                    <span className="mono">{code ?? 'no reason'}</span>
                    <span className="faint">{message}</span>
                  </span>
                  <span className="failure-state">
                    <StateBadge state={state} />
                    <span className="faint">
                      <Ago at={latestAt} />
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
