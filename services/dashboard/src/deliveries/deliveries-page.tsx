// What GitHub sent, and what became of it.
import type { ReactNode } from 'react';
import { Link, useNavigate } from '@tanstack/react-router';
import { API } from '../api/polling';
import type { Delivery } from '../api/shapes';
import { StateBadge } from '../parts/badges';
import { ChoiceField } from '../parts/choice';
import { Empty, PageHead, Waiting } from '../parts/notes';
import { SearchBox } from '../parts/search-box';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import { VirtualRows, type Column } from '../parts/virtual-rows';
import { useAddress } from '../shell/search';

const STATES = ['pending', 'processed', 'ignored', 'parked'];
const EVENTS = ['issues', 'issue_comment', 'pull_request', 'label', 'repository', 'installation', 'ping'];
const FILTERS = ['state', 'event', 'repoId', 'since'] as const;
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const COLUMNS: readonly Column<Delivery>[] = [
  { name: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    name: 'Event',
    cell: ({ id, event, action, repo }) => (
      <Link to={`/deliveries/${id}`} className="row-link">
        <span className="subject">
          <span className="subject-title">
            {event}
            {action === null ? '' : ` · ${action}`}
          </span>
          <span className="subject-place faint">{repo ?? 'no repo of ours'}</span>
        </span>
      </Link>
    ),
  },
  { name: 'GUID', cell: ({ guid }) => <span className="mono faint cut">{guid}</span> },
  {
    name: 'Result',
    cell: ({ reason }) =>
      reason === null ? null : (
        <span className="two-lines" title={reason.message}>
          <span className="mono">{reason.code}</span>
          <span className="faint">{reason.message}</span>
        </span>
      ),
  },
  { name: 'Age', cell: ({ receivedAt }) => <Ago at={receivedAt} /> },
];

export function DeliveriesPage(): ReactNode {
  const [search, change] = useAddress();
  const navigate = useNavigate();
  const q = search['q'];
  const list = useList<Delivery>(`${API}/deliveries`, {
    ...Object.fromEntries(FILTERS.map((name) => [name, search[name]])),
    ...(q !== undefined && GUID.test(q) ? { guid: q } : { q }),
  });
  return (
    <>
      <PageHead title="Deliveries">Every webhook as it came, stored before it was acknowledged.</PageHead>
      <section className="filters" aria-label="Filters">
        <div className="filters-search">
          <SearchBox
            label="Search deliveries"
            placeholder="GUID, or part of event, action or reason"
            value={q ?? ''}
            onChange={(text) => {
              change({ q: text });
            }}
          />
        </div>
        <div className="filters-choices">
          <ChoiceField
            label="State"
            value={search['state']}
            options={STATES.map((state) => [state, state])}
            onChange={(state) => {
              change({ state });
            }}
          />
          <ChoiceField
            label="Event"
            value={search['event']}
            options={EVENTS.map((event) => [event, event])}
            onChange={(event) => {
              change({ event });
            }}
          />
        </div>
      </section>
      <div className="card rows-card" data-old={list.isOld}>
        {list.isPending || list.error !== null ? (
          <Waiting error={list.error} />
        ) : list.rows.length === 0 ? (
          <Empty title="No delivery here">
            <p>
              GitHub sends them to <code>/webhooks/github</code> of this service. Set that address and the
              secret in the settings of your GitHub App.
            </p>
          </Empty>
        ) : (
          <VirtualRows
            label="Deliveries"
            className="deliveries"
            columns={COLUMNS}
            rows={list.rows}
            hasMore={list.hasMore}
            onMore={list.more}
            onOpen={({ id }) => {
              void navigate({ to: `/deliveries/${id}` });
            }}
          />
        )}
      </div>
    </>
  );
}
