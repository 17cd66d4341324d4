// What failed and what stands still, by reason: each line leads to the operations behind it and sends them on again. It
// comes first on the page, for whoever was woken by it.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import type { Overview } from '../api/shapes';
import { AskMatching } from '../operations/act-on-matching';
import { StateBadge } from '../parts/badges';
import { Ago } from '../parts/time';
import { useSession } from '../session/session-context';

type Failure = Overview['failures'][number];

export function FailuresCard({ failures }: { readonly failures: readonly Failure[] }): ReactNode {
  return (
    <section className="card" aria-labelledby="failures">
      <header>
        <h2 id="failures">Needs a person</h2>
        {failures.length === 0 ? (
          <span className="soft">
            <span className="ok" aria-hidden="true">
              ✓{' '}
            </span>
            Nothing is errored or disabled
          </span>
        ) : null}
      </header>
      <ul className="body failures">
        {failures.map((failure) => (
          <FailureRow key={`${failure.state} ${failure.code ?? ''}`} failure={failure} />
        ))}
      </ul>
    </section>
  );
}

function FailureRow({ failure }: { readonly failure: Failure }): ReactNode {
  const { mayWrite } = useSession();
  const { state, code, message, count, latestAt } = failure;
  const those = { state, ...(code === null ? {} : { reason: code }) };
  return (
    <li className="failure">
      <Link to="/operations" search={those} className="failure-link">
        <strong className="failure-count">{count.toLocaleString()}</strong>
        <span className="two-lines">
          <span className="failure-message" title={message ?? undefined}>
            {message ?? 'no reason is known'}
          </span>
          <span className="faint mono">{code ?? 'no reason'}</span>
        </span>
        <span className="failure-state">
          <StateBadge state={state} />
          <span className="faint">
            latest <Ago at={latestAt} />
          </span>
        </span>
      </Link>
      {mayWrite && code !== null ? (
        <AskMatching
          verb="retry"
          filter={those}
          button="Retry…"
          look="small"
          title={`Retry what is ${state} with "${code}"?`}
        />
      ) : null}
    </li>
  );
}
