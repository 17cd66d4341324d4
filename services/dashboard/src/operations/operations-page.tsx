// Every operation there ever was: find the one, or all of a kind, and mend them.
import type { ReactNode } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { API } from '../api/polling';
import type { Operation } from '../api/shapes';
import { Empty, PageHead, Waiting } from '../parts/notes';
import { useNow } from '../parts/time';
import { useList } from '../parts/use-list';
import { VirtualRows } from '../parts/virtual-rows';
import { useSession } from '../session/session-context';
import { useAddress } from '../shell/search';
import { ActOnMatching } from './act-on-matching';
import { OPERATION_COLUMNS } from './columns';
import { FilterBar } from './filter-bar';
import { filterOf, isNarrowed } from './filters';
import { isRestartable, useOperationActions } from './use-operation-actions';

export function OperationsPage(): ReactNode {
  const [search, change] = useAddress();
  const filter = filterOf(search, useNow());
  const list = useList<Operation>(`${API}/operations`, filter);
  const { mayWrite } = useSession();
  const { retry } = useOperationActions();
  const navigate = useNavigate();
  return (
    <>
      <PageHead title="Operations" actions={mayWrite ? <ActOnMatching filter={filter} /> : undefined}>
        Each attempt to bring one task or comment in step, newest first.{' '}
        <span className="keys">
          <kbd>j</kbd> <kbd>k</kbd> walk, <kbd>Enter</kbd> opens{mayWrite ? ', ' : ''}
          {mayWrite ? <kbd>r</kbd> : null}
          {mayWrite ? ' retries' : ''}
        </span>
      </PageHead>
      <FilterBar search={search} onChange={change} />
      <div className="card rows-card" data-old={list.isOld}>
        {list.isPending || list.error !== null ? (
          <Waiting error={list.error} />
        ) : list.rows.length === 0 ? (
          <NoOperations narrowed={isNarrowed(search)} />
        ) : (
          <VirtualRows
            label="Operations"
            className="operations"
            columns={OPERATION_COLUMNS}
            rows={list.rows}
            hasMore={list.hasMore}
            onMore={list.more}
            onOpen={({ id }) => {
              void navigate({ to: `/operations/${id}` });
            }}
            keys={{
              r: (operation) => {
                if (mayWrite && isRestartable(operation)) retry(operation);
              },
            }}
          />
        )}
      </div>
      <p className="rows-foot faint" role="status">
        {list.rows.length.toLocaleString()} shown{list.hasMore ? ', more below' : ''}
        {list.isLive ? ' · live' : ' · not live this far down; scroll up and reload for the newest'}
      </p>
    </>
  );
}

function NoOperations({ narrowed }: { readonly narrowed: boolean }): ReactNode {
  return narrowed ? (
    <Empty title="Nothing matches">
      <p>Take a filter away, or search for less: a number alone finds the issue, a GUID its delivery.</p>
    </Empty>
  ) : (
    <Empty title="Nothing has happened yet">
      <p>Connect a repo under Repos, then change an issue on GitHub: its operation appears here by itself.</p>
    </Empty>
  );
}
