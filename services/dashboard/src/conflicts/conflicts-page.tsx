// Where both sides changed the same field: what was, what each wanted, and a person's choice.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { API } from '../api/root';
import type { Conflict } from '../api/shapes';
import { StateBadge } from '../parts/badges';
import { asCalled, Filters, type Choice } from '../parts/filters';
import { Empty, PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import { Waiting } from '../parts/waiting';
import { useAddress } from '../shell/search';
import { Decide } from './decide';

const CHOICES: readonly Choice[] = [
  { name: 'state', label: 'State', options: asCalled(['open', 'resolved']) },
  { name: 'field', label: 'Field', options: asCalled(['title', 'body', 'state', 'labels', 'assignees']) },
];

export function ConflictsPage(): ReactNode {
  const [{ state, taskId, field }] = useAddress();
  const list = useList<Conflict>(`${API}/conflicts`, { state, taskId, field }, ['conflicts', 'operations']);
  return (
    <>
      <PageHead title="Conflicts">
        Both sides changed the same field. The later one won for now; the other is kept here until you decide.
      </PageHead>
      <Filters choices={CHOICES} />
      {list.isPending || list.error !== null ? (
        <Waiting error={list.error} />
      ) : list.rows.length === 0 ? (
        <div className="card">
          <NoConflicts state={state} narrowed={taskId !== undefined || field !== undefined} />
        </div>
      ) : (
        <ul className="card-list">
          {list.rows.map((conflict) => (
            <li key={conflict.id} className="card" aria-label={`Conflict in ${conflict.field}`}>
              <header>
                <div className="conflict-head">
                  <h2 className="wrap-anywhere">
                    {conflict.field}{' '}
                    <span className="soft">of {conflict.kind === 'comment' ? 'a comment on ' : ''}</span>
                    <Link to={`/tasks/${conflict.taskId}`}>{conflict.title ?? 'a task without a title'}</Link>
                  </h2>
                  <div className="row faint">
                    <StateBadge state={conflict.state} />
                    <Ago at={conflict.createdAt} />
                    {conflict.operationId === null ? null : (
                      <Link to={`/operations/${conflict.operationId}`}>the operation that met it</Link>
                    )}
                  </div>
                </div>
              </header>
              <div className="body stack">
                <Decide conflict={conflict} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {list.hasMore ? (
        <button type="button" className="button" onClick={list.more}>
          Show more
        </button>
      ) : null}
    </>
  );
}

function NoConflicts({
  state,
  narrowed,
}: {
  readonly state: string | undefined;
  readonly narrowed: boolean;
}): ReactNode {
  if (narrowed) {
    return (
      <Empty title="No conflict matches">
        <p>Take a filter away: others may wait.</p>
      </Empty>
    );
  }
  return (
    <Empty title={state === 'open' ? 'No conflict is open' : 'There is no conflict'}>
      <p>
        Edits on both sides are brought together by themselves. Where both changed the same field, it waits
        here for you.
      </p>
      {state === 'open' ? (
        <Link to="/conflicts" search={{ state: 'resolved' }}>
          See the decided ones
        </Link>
      ) : null}
    </Empty>
  );
}
