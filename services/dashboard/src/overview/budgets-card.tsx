// What GitHub still allows each installation, as its headers last told.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/call';
import { API } from '../api/root';
import type { Installation, Page } from '../api/shapes';
import { useLive } from '../live/live';
import { StateBadge } from '../parts/badges';
import { Ago, clockTime } from '../parts/time';

interface Budget {
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  /** ISO 8601. */
  readonly reset: string | null;
}

export function BudgetsCard(): ReactNode {
  const live = useLive({ topics: ['installations', 'operations'], calmMs: 3_000 }, 10_000);
  const { data } = useQuery({
    queryKey: ['installations'],
    queryFn: () => read<Page<Installation>>(`${API}/installations?limit=50`),
    ...live,
  });
  return (
    <section className="card" aria-labelledby="budgets">
      <header>
        <h2 id="budgets">Budgets at GitHub</h2>
      </header>
      <div className="body stack">
        {data?.items.length === 0 ? (
          <p className="soft">
            The app is installed nowhere yet. Install it on GitHub; it appears here by itself.
          </p>
        ) : null}
        {data?.items.map((installation) => (
          <div key={installation.id} className="budget">
            <div className="row spread">
              <h3>{installation.account.login}</h3>
              {installation.blockedUntil !== null && Date.parse(installation.blockedUntil) > Date.now() ? (
                <span className="badge" data-state="disabled">
                  quiet, <Ago at={installation.blockedUntil} />
                </span>
              ) : (
                <StateBadge state={installation.state} />
              )}
            </div>
            {budgetsOf(installation.budget).map(({ name, limit, remaining, reset }) => (
              <div key={name} className="budget-part">
                <div className="row spread">
                  <span className="soft">{name} requests</span>
                  <span>
                    {remaining.toLocaleString()}{' '}
                    <span className="faint">of {limit.toLocaleString()} left</span>
                  </span>
                </div>
                <div className="meter" aria-hidden="true">
                  <svg viewBox="0 0 100 8" preserveAspectRatio="none">
                    <rect
                      width={(100 * remaining) / Math.max(limit, 1)}
                      height="8"
                      data-low={remaining < limit * 0.2}
                      className="meter-left"
                    />
                  </svg>
                </div>
                {reset === null ? null : (
                  <span className="faint">
                    full again <Ago at={reset} />
                  </span>
                )}
              </div>
            ))}
            <Writes installation={installation} />
            {budgetsOf(installation.budget).length === 0 ? (
              <p className="faint">GitHub tells its limits with its first answer: nothing was asked yet.</p>
            ) : null}
          </div>
        ))}
      </div>
    </section>
  );
}

/** What waits to be written, how fast GitHub lets us, and when it will be done. */
function Writes({ installation }: { readonly installation: Installation }): ReactNode {
  const { writes, clearBy } = installation;
  if (writes.perHour === 0) return null;
  return (
    <div className="budget-part">
      <div className="row spread">
        <span className="soft">Writes</span>
        <span>
          {writes.lastHour.toLocaleString()}{' '}
          <span className="faint">of {writes.perHour.toLocaleString()} an hour</span>
        </span>
      </div>
      <span className="faint">
        {clearBy === null
          ? 'nothing waits to be written'
          : `${writes.waiting.toLocaleString()} wait, clear by ${clockTime(clearBy)}`}
      </span>
    </div>
  );
}

/** Any part that has a limit and a rest: REST and GraphQL, or the one that was told first. */
function budgetsOf(budget: Readonly<Record<string, unknown>>): Budget[] {
  const parts = 'limit' in budget ? { rest: budget } : budget;
  return Object.entries(parts).flatMap(([name, part]) => {
    if (typeof part !== 'object' || part === null || !('limit' in part) || !('remaining' in part)) return [];
    const limit = Number(part.limit);
    const remaining = Number(part.remaining);
    if (Number.isNaN(limit) || Number.isNaN(remaining)) return [];
    const reset = 'reset' in part ? momentOf(part.reset) : null;
    return [{ name: name === 'graphql' ? 'GraphQL' : 'REST', limit, remaining, reset }];
  });
}

function momentOf(value: unknown): string | null {
  const number = Number(value);
  const ms = Number.isNaN(number) ? Date.parse(String(value)) : number < 1e11 ? number * 1_000 : number;
  return Number.isNaN(ms) || ms === 0 ? null : new Date(ms).toISOString();
}
