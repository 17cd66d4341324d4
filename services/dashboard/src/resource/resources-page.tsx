// Every task and how it stands towards GitHub.
import type { ReactNode } from 'react';
import { Link, useNavigate } from '@tanstack/react-router';
import { API, CALM_MS } from '../api/polling';
import type { Task } from '../api/shapes';
import { StateBadge } from '../parts/badges';
import { ChoiceField } from '../parts/choice';
import { Empty, PageHead, Waiting } from '../parts/notes';
import { SearchBox } from '../parts/search-box';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import { VirtualRows, type Column } from '../parts/virtual-rows';
import { useAddress } from '../shell/search';

const STATUSES = ['synced', 'pending', 'syncing', 'unsynced', 'conflict', 'errored', 'disabled'];
const FILTERS = ['sync', 'state', 'q'] as const;

const COLUMNS: readonly Column<Task>[] = [
  { name: 'Sync', cell: ({ sync }) => <StateBadge state={sync.status} /> },
  {
    name: 'Task',
    cell: (task) => (
      <Link to={`/tasks/${task.id}`} className="row-link">
        <span className="subject">
          <span className="subject-title">{task.title ?? <em className="faint">not yet known</em>}</span>
          <span className="subject-place faint">
            {task.github === null ? 'not on GitHub' : `${task.github.repo} #${task.github.number}`}
          </span>
        </span>
      </Link>
    ),
  },
  {
    name: 'Pending',
    cell: ({ sync }) => (sync.pending === 0 ? <span className="faint">–</span> : sync.pending),
  },
  {
    name: 'Why',
    cell: ({ sync }) =>
      sync.error === null ? null : (
        <span className="two-lines" title={sync.error.message}>
          <span className="mono">{sync.error.code}</span>
          <span className="faint">{sync.error.message}</span>
        </span>
      ),
  },
  { name: 'Last synced', cell: ({ sync }) => <Ago at={sync.lastSyncedAt} empty="never" /> },
  { name: 'Next sync', cell: ({ sync }) => <Ago at={sync.nextSyncAt} /> },
];

export function ResourcesPage(): ReactNode {
  const [search, change] = useAddress();
  const navigate = useNavigate();
  const list = useList<Task>(
    `${API}/tasks`,
    Object.fromEntries(FILTERS.map((name) => [name, search[name]])),
    CALM_MS,
  );
  return (
    <>
      <PageHead title="Resources">Each task with its issue or pull request, and how the two stand.</PageHead>
      <section className="filters" aria-label="Filters">
        <div className="filters-search">
          <SearchBox
            label="Search tasks"
            placeholder="Part of the title or body"
            value={search['q'] ?? ''}
            onChange={(q) => {
              change({ q });
            }}
          />
        </div>
        <div className="filters-choices">
          <ChoiceField
            label="Sync"
            value={search['sync']}
            options={STATUSES.map((status) => [status, status])}
            onChange={(sync) => {
              change({ sync });
            }}
          />
          <ChoiceField
            label="State"
            value={search['state']}
            options={[
              ['open', 'open'],
              ['closed', 'closed'],
            ]}
            onChange={(state) => {
              change({ state });
            }}
          />
        </div>
      </section>
      <div className="card rows-card" data-old={list.isOld}>
        {list.isPending || list.error !== null ? (
          <Waiting error={list.error} />
        ) : list.rows.length === 0 ? (
          <Empty title="No task matches">
            <p>Make one with POST /api/v1/projects/…/tasks, or connect a repo: its issues become tasks.</p>
          </Empty>
        ) : (
          <VirtualRows
            label="Tasks"
            className="resources"
            columns={COLUMNS}
            rows={list.rows}
            hasMore={list.hasMore}
            onMore={list.more}
            onOpen={({ id }) => {
              void navigate({ to: `/tasks/${id}` });
            }}
          />
        )}
      </div>
    </>
  );
}
