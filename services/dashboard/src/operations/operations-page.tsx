// Every operation there ever was: find the one, or all of a kind, and mend them.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { API } from '../api/root';
import type { Operation } from '../api/shapes';
import { ListCard } from '../parts/list-card';
import { Empty, PageHead } from '../parts/notes';
import { useNow } from '../parts/time';
import { useList } from '../parts/use-list';
import { useSession } from '../session/session-context';
import { useAddress } from '../shell/search';
import { ActOnMatching } from './act-on-matching';
import { OPERATION_COLUMNS } from './columns';
import { FilterBar } from './filter-bar';
import { filterOf, isNarrowed } from './filters';
import { isRestartable, useOperationActions } from './use-operation-actions';

export function OperationsPage(): ReactNode {
  const [search] = useAddress();
  const filter = filterOf(search, useNow());
  const list = useList<Operation>(`${API}/operations`, filter, ['operations']);
  const { mayWrite } = useSession();
  const { retry } = useOperationActions();
  return (
    <>
      <PageHead title="Operations" actions={mayWrite ? <ActOnMatching filter={filter} /> : undefined}>
        Each attempt to bring one task or comment in step, newest first.
        <span className="keys">
          <kbd>j</kbd> <kbd>k</kbd> walk, <kbd>Enter</kbd> opens{mayWrite ? ', ' : ''}
          {mayWrite ? <kbd>r</kbd> : null}
          {mayWrite ? ' retries' : ''}
        </span>
      </PageHead>
      <FilterBar />
      <ListCard
        list={list}
        label="Operations"
        layout="operations"
        columns={OPERATION_COLUMNS}
        empty={<NoOperations narrowed={isNarrowed(search)} />}
        pathOf={({ id }) => `/operations/${id}`}
        keys={{
          r: (operation) => {
            if (mayWrite && isRestartable(operation)) retry(operation);
          },
        }}
      />
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
      <p>Connect a repo, then change an issue on GitHub: its operation appears here by itself.</p>
      <Link to="/repos" className="button">
        To the repos
      </Link>
    </Empty>
  );
}
