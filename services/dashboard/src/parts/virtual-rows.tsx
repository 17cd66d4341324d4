// A table of any length: only the rows in sight are in the page, the next page of the list is fetched before its end is
// reached, and j, k and Enter walk through it. A table to screen readers, whatever it is made of.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useKeys, type Keys } from '../shell/keyboard';

export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => ReactNode;
}

const ROW_PX = 56;
const FETCH_AHEAD = 20;

export function VirtualRows<T extends { readonly id: string }>({
  label,
  className,
  columns,
  rows,
  hasMore,
  onMore,
  onOpen,
  keys,
}: {
  readonly label: string;
  readonly className: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly hasMore: boolean;
  readonly onMore: () => void;
  /** Left out: a row leads nowhere. */
  readonly onOpen?: (row: T) => void;
  /** Further keys, for the chosen row. */
  readonly keys?: Readonly<Record<string, (row: T) => void>>;
}): ReactNode {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    setTop(body.current?.offsetTop ?? 0);
  }, [rows.length === 0]);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const visible = virtualizer.getVirtualItems();
  const end = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && end >= rows.length - FETCH_AHEAD) onMore();
  }, [hasMore, end, rows.length, onMore]);

  const walk = (step: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, rows.findIndex(({ id }) => id === chosen) + step));
    setChosen(rows[index]?.id ?? null);
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };
  const withChosen = (act: (row: T) => void) => (): void => {
    const row = rows.find(({ id }) => id === chosen);
    if (row !== undefined) act(row);
  };
  const further: Keys = Object.fromEntries(
    Object.entries(keys ?? {}).map(([key, act]) => [key, withChosen(act)]),
  );
  useKeys({
    j: () => {
      walk(1);
    },
    k: () => {
      walk(chosen === null ? 1 : -1);
    },
    ...(onOpen === undefined ? {} : { Enter: withChosen(onOpen) }),
    ...further,
  });
  return (
    <div
      className={`rows ${className}`}
      role="table"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
    >
      <div role="rowgroup">
        <div role="row" className="rows-head" aria-rowindex={1}>
          {columns.map(({ name }) => (
            <div key={name} role="columnheader">
              {name}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={body} className="rows-body" style={{ height: virtualizer.getTotalSize() }}>
        {visible.map(({ index, key, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={key}
              role="row"
              className="rows-row"
              aria-rowindex={index + 2}
              data-chosen={row.id === chosen}
              data-opens={onOpen !== undefined}
              ref={virtualizer.measureElement}
              data-index={index}
              style={{ transform: `translateY(${start - top}px)` }}
              onClick={(event) => {
                if (!(event.target instanceof Element && event.target.closest('a, button') !== null))
                  onOpen?.(row);
              }}
            >
              {columns.map(({ name, cell }) => (
                <div key={name} role="cell" data-column={name}>
                  {cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
