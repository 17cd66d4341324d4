// Which workers live, since when, and what each has in hand. One that died stays in the list as silent for a day.
import type { ReactNode } from 'react';
import type { Overview } from '../api/shapes';
import { OperationLink } from '../operations/links';
import { StateBadge } from '../parts/badges';
import { Ago } from '../parts/time';

const SHOWN = 6;

export function WorkersCard({ workers }: { readonly workers: Overview['workers'] }): ReactNode {
  const alive = workers.filter(({ state }) => state === 'alive').length;
  return (
    <section className="card" aria-labelledby="workers">
      <header>
        <h2 id="workers">Workers</h2>
        <span className="faint">{alive} alive</span>
      </header>
      <div className="body">
        {workers.length === 0 ? (
          <p className="soft">
            No sync-worker has shown itself. Start one: <code>node services/sync-worker/dist/main.js</code>
          </p>
        ) : (
          <ul className="workers">
            {workers.map(({ id, state, startedAt, seenAt, concurrency, running }) => (
              <li key={id} className="worker">
                <StateBadge state={state} />
                <span className="mono cut" title={id}>
                  {id.replace(/^worker:/, '')}
                </span>
                <span className="faint">
                  {state === 'alive' ? (
                    <>
                      started <Ago at={startedAt} />
                    </>
                  ) : (
                    <>
                      last seen <Ago at={seenAt} />
                    </>
                  )}
                </span>
                <span className="row">
                  <span className="nowrap">
                    {running.length} <span className="faint">of {concurrency} busy</span>
                  </span>
                  {running.slice(0, SHOWN).map(({ operationId }) => (
                    <OperationLink key={operationId} id={operationId} />
                  ))}
                  {running.length > SHOWN ? (
                    <span className="faint">and {running.length - SHOWN} more</span>
                  ) : null}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
