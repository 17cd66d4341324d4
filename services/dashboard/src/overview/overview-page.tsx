// Is it healthy, or only quiet? Outcomes, latency, what waits, what failed, and whether GitHub still calls.
import type { ReactNode } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
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
      <dl className="tiles card">
        <Tile name="Busy" value={groups.busy.toLocaleString()}>
          resources at work now
        </Tile>
        <Tile name="Waiting" value={groups.waiting.toLocaleString()}>
          {oldestWaitingAt === null ? (
            'nothing waits to start'
          ) : (
            <>
              oldest <Ago at={oldestWaitingAt} />
            </>
          )}
        </Tile>
        <Tile name="Postponed" value={groups.postponed.toLocaleString()}>
          until a limit or a back-off ends
        </Tile>
        <Tile name="Webhooks" value={deliveries.received.toLocaleString()}>
          last <Ago at={deliveries.lastAt} empty="never" />
          {deliveries.missed > 0 ? `, ${deliveries.missed.toLocaleString()} changes found by pull` : ''}
        </Tile>
        <Tile name="Repos" value={connectedRepos.toLocaleString()}>
          connected
        </Tile>
      </dl>
      <section className="card" aria-labelledby="outcomes">
        <header>
          <h2 id="outcomes">What became of the work</h2>
        </header>
        <div className="body">
          <ThroughputChart overview={overview} />
        </div>
      </section>
      <div className="thirds">
        <FailuresCard failures={overview.failures} />
        <LatencyCard latency={overview.latency} />
        <BudgetsCard />
      </div>
      <div className="columns">
        <WorkersCard workers={overview.workers} />
        <DriftCard drift={overview.drift} />
      </div>
    </>
  );
}

function Tile({
  name,
  value,
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="tile">
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <span className="faint">{children}</span>
      </dd>
    </div>
  );
}
