// Which operations and deliveries this one is related to, in both directions.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import type { OperationContext, OperationDetail } from '../api/shapes';
import { StateBadge } from '../parts/badges';
import { Ago } from '../parts/time';

const WORDS = { canceled: 'It canceled', duplicate: 'Repeats it', dropped: 'Dropped for it' } as const;

export function Links({
  operation,
  context,
}: {
  readonly operation: OperationDetail;
  readonly context: OperationContext | undefined;
}): ReactNode {
  const { canceledBy, duplicateOf, droppedFor, deliveryId } = operation;
  const displaced = context?.displaced ?? [];
  const alone = [canceledBy, duplicateOf, droppedFor, deliveryId].every((id) => id === null);
  if (alone && displaced.length === 0)
    return <p className="soft">Nothing else brought it, and it displaced nothing.</p>;
  return (
    <dl className="facts">
      {deliveryId === null ? null : (
        <Row name="Brought by">
          <Link to={`/deliveries/${deliveryId}`}>the delivery {shortId(deliveryId)}</Link>
        </Row>
      )}
      {canceledBy === null ? null : (
        <Row name="Canceled by">
          <OperationLink id={canceledBy} />
        </Row>
      )}
      {duplicateOf === null ? null : (
        <Row name="Repeats">
          <OperationLink id={duplicateOf} />
        </Row>
      )}
      {droppedFor === null ? null : (
        <Row name="Dropped for">
          {droppedFor.type === 'operation' ? (
            <OperationLink id={droppedFor.id} />
          ) : (
            <span>
              the {droppedFor.type} {shortId(droppedFor.id)}
            </span>
          )}
        </Row>
      )}
      {displaced.map(({ id, relation, state, createdAt }) => (
        <Row key={id} name={WORDS[relation]}>
          <span className="row">
            <OperationLink id={id} />
            <StateBadge state={state} />
            <span className="faint">
              <Ago at={createdAt} />
            </span>
          </span>
        </Row>
      ))}
    </dl>
  );
}

export function OperationLink({ id }: { readonly id: string }): ReactNode {
  return (
    <Link to={`/operations/${id}`} className="mono">
      {shortId(id)}
    </Link>
  );
}

/** The end of an id: its beginning is the time, and the same for neighbors. */
export function shortId(id: string): string {
  return id.slice(-8);
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
