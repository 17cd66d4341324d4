// Who changed what through the API, newest first.
import type { ReactNode } from 'react';
import { API } from '../api/root';
import type { AuditEntry } from '../api/shapes';
import { Filters } from '../parts/filters';
import { ListCard } from '../parts/list-card';
import { Empty, PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import type { Column } from '../parts/virtual-rows';
import { useSession } from '../session/session-context';
import { useAddress } from '../shell/search';

const COLUMNS: readonly Column<AuditEntry>[] = [
  { name: 'When', cell: ({ at }) => <Ago at={at} /> },
  {
    name: 'Who',
    cell: ({ actor }) => (
      <strong className="cut" title={actor}>
        {actor}
      </strong>
    ),
  },
  {
    name: 'Request',
    cell: ({ action }) => (
      <span className="mono cut" title={action}>
        {action}
      </span>
    ),
  },
  {
    name: 'Target',
    cell: ({ target }) => (
      <span className="mono faint cut" title={target ?? undefined}>
        {target}
      </span>
    ),
  },
];

export function AuditPage(): ReactNode {
  const [{ action }] = useAddress();
  const { calls } = useSession();
  const writes = calls.filter((name) => !name.startsWith('get ')).map(inCapitals);
  const list = useList<AuditEntry>(`${API}/audit`, { action }, ['audit']);
  return (
    <>
      <PageHead title="Audit">Every request that changed something, and whose token it came with.</PageHead>
      <Filters
        choices={[{ name: 'action', label: 'Request', options: writes.map((name) => [name, name]) }]}
      />
      <ListCard
        list={list}
        label="Audit"
        layout="audit"
        columns={COLUMNS}
        empty={
          <Empty title={action === undefined ? 'Nothing was changed by hand yet' : 'Nobody did this'}>
            <p>Writes through the API and from this dashboard appear here.</p>
          </Empty>
        }
      />
    </>
  );
}

/** As the audit names it: "POST /operations/retry". */
function inCapitals(call: string): string {
  const [method = '', path = ''] = call.split(' ');
  return `${method.toUpperCase()} ${path}`;
}
