// Is it healthy, or only quiet? Outcomes, latency, what waits, what failed, and whether GitHub still calls.
import type { ReactNode } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../api/call';
import { API } from '../api/root';
import type { Overview, Window } from '../api/shapes';
import { useLive } from '../live/live';
import { PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { Waiting } from '../parts/waiting';
import { useAddress } from '../shell/search';
import { BudgetsCard } from './budgets-card';
import { DriftCard } from './drift-card';
import { FailuresCard } from './failures-card';
import { HealthNotes } from './health-notes';
import { LatencyCard } from './latency-card';
import { WorkersCard } from './workers-card';
import { ThroughputChart } from './throughput-chart';

/**
 * The server gives the same answer to all for a while (2, 5, 30 s). Asked sooner than that after some news, it would give
 * the one from before; and what was read may itself have been told before the news, so it is read again even in silence.
 */
const CALM_MS: Readonly<Record<Window, number>> = { hour: 2_500, day: 5_500, week: 30_500 };
const POLL_MS = 5_000;
const WINDOWS: readonly Window[] = ['hour', 'day', 'week'];

export function OverviewPage(): ReactNode {
  const [search, change] = useAddress();
  const window = WINDOWS.find((name) => name === search['window']) ?? 'day';
  const live = useLive(
    { topics: ['operations', 'deliveries', 'conflicts', 'repos'], calmMs: CALM_MS[window] },
    POLL_MS,
    2 * CALM_MS[window],
  );
  const { data, error } = useQuery({
    queryKey: ['overview', window],
    queryFn: () => read<Overview>(`${API}/stats/overview?window=${window}`),
    ...live,
    placeholderData: keepPreviousData,
  });
  return (
    <div className="stack">
      <PageHead
        title="Overview"
        actions={
          <div className="segments" role="group" aria-label="Window">
            {WINDOWS.map((name) => (
              <button
                key={name}
                type="button"
                aria-pressed={name === window}
                onClick={() => {
                  change({ window: name });
                }}
              >
                {name}
              </button>
            ))}
          </div>
        }
      />
      {data === undefined ? <Waiting error={error} /> : <Whole overview={data} />}
    </div>
  );
}

function Whole({ overview }: { readonly overview: Overview }): ReactNode {
  const { groups, oldestWaitingAt, deliveries, connectedRepos } = overview;
  return (
    <>
      <HealthNotes overview={overview} />
      <FailuresCard failures={overview.failures} />
      <dl className="tiles card">
        <Tile name="Busy" value={groups.busy} to="/operations" search={{ state: 'processing' }}>
          resources at work now
        </Tile>
        <Tile name="Waiting" value={groups.waiting} to="/operations" search={{ state: 'queued' }}>
          {oldestWaitingAt === null ? (
            'nothing waits to start'
          ) : (
            <>
              oldest <Ago at={oldestWaitingAt} />
            </>
          )}
        </Tile>
        <Tile name="Postponed" value={groups.postponed} to="/operations" search={{ state: 'queued' }}>
          by a limit or a retry
        </Tile>
        <Tile name="Webhooks" value={deliveries.received} to="/deliveries">
          {deliveries.lastAt === null ? 'none has come yet' : 'last '}
          <Ago at={deliveries.lastAt} empty="" />
          {deliveries.missed > 0 ? `, ${deliveries.missed.toLocaleString()} changes found by pull` : ''}
        </Tile>
        <Tile name="Repos" value={connectedRepos} to="/repos">
          connected
        </Tile>
      </dl>
      <section className="card" aria-labelledby="outcomes">
        <header>
          <h2 id="outcomes">What became of the work</h2>
          <span className="faint">finished operations per {stepOf(overview.stepMs)}</span>
        </header>
        <div className="body">
          <ThroughputChart overview={overview} />
        </div>
      </section>
      <div className="halves">
        <LatencyCard latency={overview.latency} />
        <BudgetsCard />
        <WorkersCard workers={overview.workers} />
        <DriftCard drift={overview.drift} />
      </div>
    </>
  );
}

function Tile({
  name,
  value,
  to,
  search = {},
  children,
}: {
  readonly name: string;
  readonly value: number;
  /** The page behind the number. */
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="tile">
      <dt>
        <Link to={to} search={search}>
          {name}
        </Link>
      </dt>
      <dd>
        <strong>{value.toLocaleString()}</strong>
        <span className="faint">{children}</span>
      </dd>
    </div>
  );
}

function stepOf(ms: number): string {
  const minutes = ms / 60_000;
  return minutes === 1 ? 'minute' : minutes < 60 ? `${minutes} minutes` : `${minutes / 60} hours`;
}
