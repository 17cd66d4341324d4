// What GitHub sent, and what became of it.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { API } from '../api/root';
import type { Delivery } from '../api/shapes';
import { StateBadge } from '../parts/badges';
import { asCalled, Filters, type Choice } from '../parts/filters';
import { ListCard } from '../parts/list-card';
import { Empty, PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import { useRepoNames } from '../parts/use-repo-names';
import type { Column } from '../parts/virtual-rows';
import { useAddress } from '../shell/search';

const STATES = ['pending', 'processed', 'ignored', 'parked'];
const EVENTS = ['issues', 'issue_comment', 'pull_request', 'label', 'repository', 'installation', 'ping'];
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
  {
    name: 'GUID',
    cell: ({ guid }) => (
      <span className="mono faint cut" title={guid}>
        {guid}
      </span>
    ),
  },
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

const CHOICES: readonly Choice[] = [
  { name: 'state', label: 'State', options: asCalled(STATES) },
  { name: 'event', label: 'Event', options: asCalled(EVENTS) },
];

export function DeliveriesPage(): ReactNode {
  const [{ state, event, repoId, since, q }] = useAddress();
  const { choice } = useRepoNames();
  const asked = { state, event, repoId, since, ...(q !== undefined && GUID.test(q) ? { guid: q } : { q }) };
  const list = useList<Delivery>(`${API}/deliveries`, asked, ['deliveries']);
  const narrowed = Object.values(asked).some((value) => value !== undefined);
  return (
    <>
      <PageHead title="Deliveries">Every webhook as it came, stored before it was acknowledged.</PageHead>
      <Filters
        searchLabel="Search deliveries"
        placeholder="GUID, event, action or reason"
        choices={[...CHOICES, choice]}
      />
      <ListCard
        list={list}
        label="Deliveries"
        layout="deliveries"
        columns={COLUMNS}
        pathOf={({ id }) => `/deliveries/${id}`}
        empty={
          narrowed ? (
            <Empty title="No delivery matches">
              <p>Take a filter away, or search for less.</p>
            </Empty>
          ) : (
            <Empty title="No delivery has come yet">
              <p>
                GitHub sends them to <code>/webhooks/github</code> of this service. Set that address and the
                secret in the settings of your GitHub App.
              </p>
            </Empty>
          )
        }
      />
    </>
  );
}
