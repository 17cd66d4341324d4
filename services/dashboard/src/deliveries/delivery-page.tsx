// One delivery: its fate, the operations it made, its body as it was signed, and a second run.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call, read } from '../api/call';
import { API } from '../api/root';
import type { DeliveryDetail, Operation, Page } from '../api/shapes';
import { useLive } from '../live/live';
import { StateBadge } from '../parts/badges';
import { Note, PageHead } from '../parts/notes';
import { Ago, duration } from '../parts/time';
import { useDeed } from '../parts/use-deed';
import { Waiting } from '../parts/waiting';
import { Subject } from '../operations/subject';
import { useSession } from '../session/session-context';
import { useKeys } from '../shell/keyboard';
import { useId } from '../shell/search';
import { useTrail } from '../shell/use-trail';
import { RawPayload } from './raw-payload';

export function DeliveryPage(): ReactNode {
  const id = useId();
  const { mayWrite } = useSession();
  const live = useLive({ topics: ['deliveries'], calmMs: 500 });
  const liveMade = useLive({ topics: ['operations'], calmMs: 1_000 });
  const { data, error } = useQuery({
    queryKey: ['delivery', id],
    queryFn: () => read<DeliveryDetail>(`${API}/deliveries/${id}`),
    ...live,
  });
  const made = useQuery({
    queryKey: ['list', 'of-delivery', id],
    queryFn: () => read<Page<Operation>>(`${API}/operations?deliveryId=${id}&limit=50`),
    ...liveMade,
  });
  const replay = useDeed({
    act: () => call<DeliveryDetail>('POST', `${API}/deliveries/${id}/replay`),
    done: () => 'It is worked through once more.',
  });
  const mayReplay = mayWrite && data !== undefined && data.payload !== null;
  useTrail();
  useKeys({
    r: () => {
      if (mayReplay) replay.start();
    },
  });
  if (data === undefined) return <Waiting error={error} />;
  const operations = made.data?.items ?? [];
  return (
    <div className="stack">
      <PageHead
        title={`${data.event}${data.action === null ? '' : ` · ${data.action}`}`}
        actions={
          mayReplay ? (
            <button
              type="button"
              className="button primary"
              disabled={replay.busy}
              onClick={() => {
                replay.start();
              }}
            >
              Replay <kbd aria-hidden="true">r</kbd>
            </button>
          ) : undefined
        }
      >
        <span className="row">
          <StateBadge state={data.state} />
          <span className="mono">{data.guid}</span>
          <Ago at={data.receivedAt} />
        </span>
      </PageHead>
      {data.reason === null ? null : (
        <Note state={data.state} title={data.reason.message}>
          <span className="mono">{data.reason.code}</span>
        </Note>
      )}
      <div className="columns">
        <section className="card" aria-labelledby="made">
          <header>
            <h2 id="made">What became of it</h2>
          </header>
          <div className="body">
            {operations.length === 0 ? (
              <p className="soft">It made no operation.</p>
            ) : (
              <ul className="stack">
                {operations.map((operation) => (
                  <li key={operation.id}>
                    <Link to={`/operations/${operation.id}`} className="row row-link">
                      <StateBadge state={operation.state} />
                      <Subject operation={operation} />
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </section>
        <section className="card" aria-labelledby="facts">
          <header>
            <h2 id="facts">Facts</h2>
          </header>
          <div className="body">
            <dl className="facts">
              <dt>Repo</dt>
              <dd>{data.repo ?? 'none of ours'}</dd>
              <dt>Worked through</dt>
              <dd>
                {data.processedAt === null
                  ? 'not yet'
                  : `after ${duration(Date.parse(data.processedAt) - Date.parse(data.receivedAt))}`}
              </dd>
              <dt>Attempts</dt>
              <dd>{data.attempt}</dd>
            </dl>
            <details className="headers">
              <summary>Headers</summary>
              <dl>
                {Object.entries(data.headers).map(([name, value]) => (
                  <Header key={name} name={name} value={value} />
                ))}
              </dl>
            </details>
          </div>
        </section>
      </div>
      <section className="card" aria-labelledby="payload">
        <header>
          <h2 id="payload">Raw payload</h2>
        </header>
        <div className="body">
          <RawPayload delivery={data} />
        </div>
      </section>
    </div>
  );
}

function Header({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <>
      <dt className="mono faint">{name}</dt>
      <dd className="mono">{value}</dd>
    </>
  );
}
