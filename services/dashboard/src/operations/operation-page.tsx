// One operation: what it changed, what became of it and why, what it hangs together with, and a hand on it.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../api/call';
import { API } from '../api/root';
import type { DeliveryDetail, OperationContext, OperationDetail } from '../api/shapes';
import { useLive } from '../live/live';
import { DirectionMark, StateBadge } from '../parts/badges';
import { Note, PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { Waiting } from '../parts/waiting';
import { useSession } from '../session/session-context';
import { useKeys } from '../shell/keyboard';
import { useId } from '../shell/search';
import { useTrail } from '../shell/use-trail';
import { RawPayload } from '../deliveries/raw-payload';
import { FieldChanges } from './field-changes';
import { Links } from './links';
import { placeOf } from './subject';
import { TimelinePicture } from './timeline-picture';
import { isCancelable, isRestartable, useOperationActions } from './use-operation-actions';

export function OperationPage(): ReactNode {
  const id = useId();
  const live = useLive({ topics: ['operations'], operation: id, calmMs: 300 });
  useTrail();
  const { data: operation, error } = useQuery({
    queryKey: ['operation', id],
    queryFn: () => read<OperationDetail>(`${API}/operations/${id}`),
    ...live,
  });
  const { data: context } = useQuery({
    queryKey: ['operation', id, 'context', operation?.state],
    queryFn: () => read<OperationContext>(`${API}/operations/${id}/context`),
    enabled: operation !== undefined,
    ...live,
  });
  const actions = useOperationActions();
  const { mayWrite } = useSession();
  useKeys({
    r: () => {
      if (mayWrite && operation !== undefined && isRestartable(operation)) actions.retry(operation);
    },
  });
  if (operation === undefined) return <Waiting error={error} />;
  return (
    <div className="stack">
      <PageHead
        title={operation.subject.title ?? 'Not yet known'}
        actions={mayWrite ? <Hand operation={operation} actions={actions} /> : undefined}
      >
        <span className="row">
          <StateBadge state={operation.state} />
          <DirectionMark direction={operation.direction} />
          <span>
            {operation.action} of a {operation.kind} by {operation.source},
          </span>
          <Link to={`/tasks/${operation.taskId}`}>{placeOf(operation.subject)}</Link>
          <Ago at={operation.createdAt} />
        </span>
      </PageHead>
      {operation.reason === null ? null : (
        <Note state={operation.state} title={operation.reason.message}>
          <span className="mono">{operation.reason.code}</span> · {adviceOn(operation)}
        </Note>
      )}
      <section className="card" aria-labelledby="what">
        <header>
          <h2 id="what">What it changes</h2>
        </header>
        <div className="body">
          <FieldChanges operation={operation} before={context?.before} />
        </div>
      </section>
      <div className="columns">
        <section className="card" aria-labelledby="became">
          <header>
            <h2 id="became">What became of it</h2>
            <span className="faint">
              {operation.attempt} {operation.attempt === 1 ? 'attempt' : 'attempts'}
            </span>
          </header>
          <div className="body">
            <TimelinePicture operation={operation} />
          </div>
        </section>
        <section className="card" aria-labelledby="links">
          <header>
            <h2 id="links">Related</h2>
          </header>
          <div className="body stack">
            <Links operation={operation} context={context} />
            <dl className="facts">
              <dt>Id</dt>
              <dd className="mono">{operation.id}</dd>
              <dt>GitHub&rsquo;s time</dt>
              <dd>
                <Ago at={operation.githubUpdatedAt} />
              </dd>
              <dt>Not before</dt>
              <dd>
                <Ago at={operation.notBefore} empty="at once" />
              </dd>
            </dl>
          </div>
        </section>
      </div>
      {operation.deliveryId === null ? null : <RawDelivery id={operation.deliveryId} />}
    </div>
  );
}

function Hand({
  operation,
  actions,
}: {
  readonly operation: OperationDetail;
  readonly actions: ReturnType<typeof useOperationActions>;
}): ReactNode {
  return (
    <>
      {isCancelable(operation) ? (
        <button
          type="button"
          className="button danger"
          disabled={actions.busy}
          onClick={() => {
            actions.cancel(operation);
          }}
        >
          Cancel
        </button>
      ) : null}
      {isRestartable(operation) ? (
        <button
          type="button"
          className="button primary"
          disabled={actions.busy}
          onClick={() => {
            actions.retry(operation);
          }}
        >
          Retry <kbd aria-hidden="true">r</kbd>
        </button>
      ) : null}
    </>
  );
}

function adviceOn({ state, direction }: OperationDetail): string {
  switch (state) {
    case 'errored':
      return 'Mend the cause, then retry. A newer edit of the same fields takes its place by itself.';
    case 'disabled':
      return direction === 'outbound'
        ? 'It waits for its repo: it goes on when the repo is back, or by a retry.'
        : 'It was not applied: a pull brings the present state when the repo is back.';
    case 'dropped':
      return 'Something newer was known already; nothing is lost.';
    case 'duplicate':
      return 'The same change had come by another way.';
    case 'canceled':
      return 'Something else took its place.';
    default:
      return 'This is where it stands.';
  }
}

function RawDelivery({ id }: { readonly id: string }): ReactNode {
  const { data, error } = useQuery({
    queryKey: ['delivery', id],
    queryFn: () => read<DeliveryDetail>(`${API}/deliveries/${id}`),
    staleTime: 60_000,
  });
  return (
    <section className="card" aria-labelledby="raw">
      <header>
        <h2 id="raw">The delivery that brought it</h2>
        {data === undefined ? null : (
          <Link to={`/deliveries/${id}`} className="mono">
            {data.guid}
          </Link>
        )}
      </header>
      <div className="body">
        {data === undefined ? (
          <Waiting error={error} />
        ) : (
          <details>
            <summary>
              Raw payload of {data.event} {data.action}
            </summary>
            <RawPayload delivery={data} />
          </details>
        )}
      </div>
    </section>
  );
}
