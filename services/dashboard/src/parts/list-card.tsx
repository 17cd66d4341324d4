// A list on a page: while it is read, when it is empty, and its rows. The way to a row's page is kept, so that there the
// next and the previous one are a key away.
import { useEffect, type ReactNode } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { keepTrail } from '../shell/trail';
import type { List } from './use-list';
import { VirtualRows, type Column } from './virtual-rows';
import { Waiting } from './waiting';

export function ListCard<T extends { readonly id: string }>({
  list,
  label,
  layout,
  columns,
  empty,
  pathOf,
  keys,
}: {
  readonly list: List<T>;
  readonly label: string;
  /** The class that sets the widths of the columns. */
  readonly layout: string;
  readonly columns: readonly Column<T>[];
  readonly empty: ReactNode;
  /** Where a row leads; left out or undefined: nowhere. */
  readonly pathOf?: (row: T) => string | undefined;
  readonly keys?: Readonly<Record<string, (row: T) => void>>;
}): ReactNode {
  const navigate = useNavigate();
  const { rows, hasMore, more, isPending, error, isOld, isLive } = list;
  const open = (row: T): void => {
    const path = pathOf?.(row);
    if (path === undefined) return;
    keepTrail(rows.map((each) => pathOf?.(each)).filter((each) => each !== undefined));
    void navigate({ to: path });
  };
  return (
    <>
      <div className="card rows-card" data-old={isOld}>
        {isPending || error !== null ? (
          <Waiting error={error} />
        ) : rows.length === 0 && hasMore ? (
          <LookingFurther more={more} />
        ) : rows.length === 0 ? (
          empty
        ) : (
          <VirtualRows
            label={label}
            className={layout}
            columns={columns}
            rows={rows}
            hasMore={hasMore}
            onMore={more}
            {...(pathOf === undefined ? {} : { onOpen: open })}
            {...(keys === undefined ? {} : { keys })}
          />
        )}
      </div>
      {rows.length === 0 ? null : (
        <p className="rows-foot faint" role="status">
          {rows.length.toLocaleString()} shown{hasMore ? ', more below' : ''}
          {isLive ? '' : ' · not live this far down; reload for the newest'}
        </p>
      )}
    </>
  );
}

/** A search may look through a part of the list in vain and go on in the next. */
function LookingFurther({ more }: { readonly more: () => void }): ReactNode {
  useEffect(more, [more]);
  return (
    <div className="empty" role="status">
      <strong>Nothing among the newest; looking further back…</strong>
    </div>
  );
}
