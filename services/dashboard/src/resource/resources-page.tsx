// Every task and how it stands towards GitHub.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { API } from '../api/root';
import type { Task } from '../api/shapes';
import { StateBadge } from '../parts/badges';
import { asCalled, Filters, type Choice } from '../parts/filters';
import { ListCard } from '../parts/list-card';
import { Empty, PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import { useRepoNames } from '../parts/use-repo-names';
import type { Column } from '../parts/virtual-rows';
import { useAddress } from '../shell/search';

const STATUSES = ['synced', 'pending', 'syncing', 'unsynced', 'conflict', 'errored', 'disabled'];

const COLUMNS: readonly Column<Task>[] = [
  { name: 'Sync', cell: ({ sync }) => <StateBadge state={sync.status} /> },
  {
    name: 'Task',
    cell: (task) => (
      <Link to={`/tasks/${task.id}`} className="row-link">
        <span className="subject">
          <span className="subject-title" title={task.title ?? undefined}>
            {task.title ?? <em className="faint">not yet known</em>}
          </span>
          <span className="subject-place faint">
            {task.github === null ? 'not on GitHub' : `${task.github.repo} #${task.github.number}`}
          </span>
        </span>
      </Link>
    ),
  },
  {
    name: 'Pending',
    cell: ({ sync }) =>
      sync.pending === 0 ? null : (
        <span>
          {sync.pending}
          <span className="phone-only"> pending</span>
        </span>
      ),
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

const CHOICES: readonly Choice[] = [
  { name: 'sync', label: 'Sync', options: asCalled(STATUSES) },
  { name: 'state', label: 'State', options: asCalled(['open', 'closed']) },
];

export function ResourcesPage(): ReactNode {
  const [{ sync, state, q, repoId }] = useAddress();
  const { choice } = useRepoNames();
  const list = useList<Task>(`${API}/tasks`, { sync, state, q, repoId }, ['operations', 'records']);
  const narrowed = [sync, state, q, repoId].some((value) => value !== undefined);
  return (
    <>
      <PageHead title="Resources">Each task with its issue or pull request, and how the two stand.</PageHead>
      <Filters
        searchLabel="Search tasks"
        placeholder="Part of the title or body"
        choices={[...CHOICES, choice]}
      />
      <ListCard
        list={list}
        label="Tasks"
        layout="resources"
        columns={COLUMNS}
        pathOf={({ id }) => `/tasks/${id}`}
        empty={
          narrowed ? (
            <Empty title="No task matches">
              <p>Take a filter away, or search for less.</p>
            </Empty>
          ) : (
            <Empty title="There is no task yet">
              <p>
                Connect a repo under Repos and its issues become tasks, or let your application write one.
              </p>
              <Link to="/repos" className="button">
                To the repos
              </Link>
            </Empty>
          )
        }
      />
    </>
  );
}
