// What a row of the list tells at a glance.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import type { Operation } from '../api/shapes';
import { DirectionMark, StateBadge } from '../parts/badges';
import { Ago, duration } from '../parts/time';
import type { Column } from '../parts/virtual-rows';
import { Subject } from './subject';

export const OPERATION_COLUMNS: readonly Column<Operation>[] = [
  { name: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    name: 'Subject',
    cell: (operation) => (
      <Link to={`/operations/${operation.id}`} className="row-link">
        <Subject operation={operation} />
      </Link>
    ),
  },
  {
    name: 'What',
    cell: ({ direction, action, source }) => (
      <span className="two-lines">
        <DirectionMark direction={direction} />
        <span className="faint">
          {action} by {source}
        </span>
      </span>
    ),
  },
  { name: 'Why', cell: ({ reason }) => <Why reason={reason} /> },
  {
    name: 'Attempts',
    cell: ({ attempt }) =>
      attempt === 0 ? null : (
        <span className={attempt > 1 ? 'attempts many' : 'attempts'}>
          {attempt}
          <span className="phone-only"> {attempt === 1 ? 'attempt' : 'attempts'}</span>
        </span>
      ),
  },
  { name: 'Age', cell: (operation) => <Age operation={operation} /> },
];

function Why({ reason }: { readonly reason: Operation['reason'] }): ReactNode {
  if (reason === null) return null;
  return (
    <span className="two-lines why" title={reason.message}>
      <span className="mono">{reason.code}</span>
      <span className="faint">{reason.message}</span>
    </span>
  );
}

function Age({ operation }: { readonly operation: Operation }): ReactNode {
  const { createdAt, finishedAt, notBefore, state } = operation;
  return (
    <span className="two-lines">
      <Ago at={createdAt} />
      <span className="faint nowrap">
        {finishedAt === null || finishedAt === createdAt
          ? null
          : `took ${duration(Date.parse(finishedAt) - Date.parse(createdAt))}`}
        {state === 'queued' && notBefore !== null ? (
          <>
            starts <Ago at={notBefore} />
          </>
        ) : null}
      </span>
    </span>
  );
}
