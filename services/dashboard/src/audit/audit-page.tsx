// Who changed what through the API, newest first.
import type { ReactNode } from 'react';
import { API, CALM_MS } from '../api/polling';
import type { AuditEntry } from '../api/shapes';
import { Empty, PageHead, Waiting } from '../parts/notes';
import { ChoiceField } from '../parts/choice';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import { VirtualRows, type Column } from '../parts/virtual-rows';
import { useSession } from '../session/session-context';
import { useAddress } from '../shell/search';

const COLUMNS: readonly Column<AuditEntry>[] = [
  { name: 'When', cell: ({ at }) => <Ago at={at} /> },
  { name: 'Who', cell: ({ actor }) => <strong className="cut">{actor}</strong> },
  { name: 'Did', cell: ({ action }) => <span className="mono cut">{action}</span> },
  { name: 'To', cell: ({ target }) => <span className="mono faint cut">{target}</span> },
];

export function AuditPage(): ReactNode {
  const [search, change] = useAddress();
  const { calls } = useSession();
  const writes = calls.filter((name) => !name.startsWith('get ')).map(inCapitals);
  const list = useList<AuditEntry>(`${API}/audit`, { action: search['action'] }, CALM_MS);
  return (
    <>
      <PageHead title="Audit">Every request that changed something, and whose token it came with.</PageHead>
      <section className="filters" aria-label="Filters">
        <div className="filters-choices">
          <ChoiceField
            label="Did"
            value={search['action']}
            options={writes.map((action) => [action, action])}
            onChange={(action) => {
              change({ action });
            }}
          />
        </div>
      </section>
      <div className="card rows-card" data-old={list.isOld}>
        {list.isPending || list.error !== null ? (
          <Waiting error={list.error} />
        ) : list.rows.length === 0 ? (
          <Empty title="Nothing was changed by hand">
            <p>Writes through the API and from this dashboard appear here.</p>
          </Empty>
        ) : (
          <VirtualRows
            label="Audit"
            className="audit"
            columns={COLUMNS}
            rows={list.rows}
            hasMore={list.hasMore}
            onMore={list.more}
          />
        )}
      </div>
    </>
  );
}

/** As the audit names it: "POST /operations/retry". */
function inCapitals(call: string): string {
  const [method = '', path = ''] = call.split(' ');
  return `${method.toUpperCase()} ${path}`;
}
