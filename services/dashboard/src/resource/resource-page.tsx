// One task with its issue: what each side holds, who changed what, everything that happened, and when it is looked at next.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call, read, withQuery } from '../api/call';
import { API } from '../api/root';
import type { Operation, OperationDetail, Page, Sides, Task } from '../api/shapes';
import { useLive } from '../live/live';
import { DirectionMark, StateBadge } from '../parts/badges';
import { Note, PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { useDeed } from '../parts/use-deed';
import { Waiting } from '../parts/waiting';
import { useSession } from '../session/session-context';
import { useId } from '../shell/search';
import { useTrail } from '../shell/use-trail';
import { GroupLane } from './group-lane';
import { whyNext } from './next-sync';
import { drift, SideBySide } from './side-by-side';
import { Transfers } from './transfers';

const SHOWN = 100;

export function ResourcePage(): ReactNode {
  const id = useId();
  const live = useLive({ topics: ['operations'], task: id, calmMs: 500 });
  useTrail();
  const task = useQuery({ queryKey: ['task', id], queryFn: () => read<Task>(`${API}/tasks/${id}`), ...live });
  const sides = useQuery({
    queryKey: ['task', id, 'sides'],
    queryFn: () => read<Sides>(`${API}/tasks/${id}/sides`),
    ...live,
  });
  const operations = useQuery({
    queryKey: ['list', 'of-task', id],
    queryFn: () => read<Page<Operation>>(withQuery(`${API}/operations`, { taskId: id, limit: SHOWN })),
    ...live,
  });
  if (task.data === undefined || sides.data === undefined) {
    return <Waiting error={task.error ?? sides.error} />;
  }
  const { sync, github } = task.data;
  /** Why it is not in step, or what its pending work waits for. */
  const why = sync.error ?? sync.waiting;
  const differing = drift(sides.data);
  return (
    <div className="stack">
      <PageHead title={task.data.title ?? 'Not yet known'} actions={<SyncNow id={id} />}>
        <span className="row">
          <StateBadge state={sync.status} />
          {github === null ? (
            'not on GitHub'
          ) : (
            <PlaceLink url={github.url}>
              {github.repo} #{github.number}
            </PlaceLink>
          )}
          {task.data.deletedAt === null ? null : (
            <span>
              deleted <Ago at={task.data.deletedAt} />
            </span>
          )}
        </span>
      </PageHead>
      {why === null ? null : (
        <Note
          state={sync.status}
          title={why.message}
          action={
            why.operationId === null ? undefined : (
              <Link to={`/operations/${why.operationId}`} className="button">
                See the operation
              </Link>
            )
          }
        >
          <span className="mono">{why.code}</span>
        </Note>
      )}
      <section className="card" aria-labelledby="sides">
        <header>
          <h2 id="sides">Side by side</h2>
          <span className={differing === 0 && sides.data.theirs !== null ? 'ok' : 'soft'}>
            {sides.data.theirs === null
              ? 'nothing seen on GitHub yet'
              : differing === 0
                ? '✓ both the same'
                : `${differing} ${differing === 1 ? 'field differs' : 'fields differ'}`}
          </span>
        </header>
        <div className="body">
          <SideBySide sides={sides.data} />
        </div>
      </section>
      <div className="columns">
        <section className="card" aria-labelledby="happened">
          <header>
            <h2 id="happened">What happened</h2>
            <Link to="/operations" search={{ taskId: id }}>
              All operations
            </Link>
          </header>
          <div className="body stack">
            <Transfers transfers={sides.data.transfers} />
            <GroupLane operations={operations.data?.items ?? []} />
            <ol className="moves">
              {(operations.data?.items ?? []).slice(0, 12).map((operation) => (
                <li key={operation.id} className="move" data-state={operation.state}>
                  <Link to={`/operations/${operation.id}`} className="row row-link">
                    <StateBadge state={operation.state} />
                    <DirectionMark direction={operation.direction} />
                    <span className="soft">
                      {operation.action} of a {operation.kind} by {operation.source}
                    </span>
                    <span className="faint">
                      <Ago at={operation.createdAt} />
                    </span>
                  </Link>
                </li>
              ))}
            </ol>
          </div>
        </section>
        <section className="card" aria-labelledby="next">
          <header>
            <h2 id="next">Next sync</h2>
          </header>
          <div className="body stack">
            <p>
              <strong>
                <Ago at={sides.data.nextSyncAt} empty="Not planned" />
              </strong>
              <br />
              <span className="soft">{whyNext(sides.data)}</span>
            </p>
            <dl className="facts">
              <dt>Last synced</dt>
              <dd>
                <Ago at={sides.data.lastSyncedAt} empty="never" />
              </dd>
              <dt>Last tried</dt>
              <dd>
                <Ago at={sides.data.lastAttemptAt} empty="never" />
              </dd>
              <dt>Changed on GitHub</dt>
              <dd>
                <Ago at={sides.data.remoteUpdatedAt ?? sides.data.githubUpdatedAt} />
              </dd>
              <dt>Open conflicts</dt>
              <dd>
                {sync.conflict === 0 ? (
                  'none'
                ) : (
                  <Link to="/conflicts" search={{ taskId: id }}>
                    {sync.conflict}
                  </Link>
                )}
              </dd>
              <dt>Version</dt>
              <dd>{task.data.version}</dd>
            </dl>
          </div>
        </section>
      </div>
    </div>
  );
}

/** Only an address of the web becomes a link: what stands there came from outside. */
function PlaceLink({
  url,
  children,
}: {
  readonly url: string | null;
  readonly children: ReactNode;
}): ReactNode {
  if (url === null || !/^https?:\/\//.test(url)) return <span>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

function SyncNow({ id }: { readonly id: string }): ReactNode {
  const { mayWrite } = useSession();
  const { start, busy } = useDeed({
    act: () => call<OperationDetail>('POST', `${API}/tasks/${id}/sync`),
    done: () => 'It is being synced now.',
  });
  if (!mayWrite) return null;
  return (
    <button
      type="button"
      className="button primary"
      disabled={busy}
      onClick={() => {
        start();
      }}
    >
      Sync now
    </button>
  );
}
