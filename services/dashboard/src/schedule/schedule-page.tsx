// What is looked at next, and why.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { API } from '../api/root';
import type { ScheduleItem } from '../api/shapes';
import { Filters } from '../parts/filters';
import { ListCard } from '../parts/list-card';
import { Empty, PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import { useRepoNames } from '../parts/use-repo-names';
import type { Column } from '../parts/virtual-rows';
import { shortId } from '../operations/links';
import { useAddress } from '../shell/search';

const WHY: Readonly<Record<string, string>> = {
  requested: 'A person asked for it',
  failed: 'A failure is tried again',
  unsynced: 'Its content is not known yet',
  resync: 'Its turn again: the longer it is quiet, the later',
  import: 'The import goes on',
  pull: 'A look for what no webhook told',
};

export function SchedulePage(): ReactNode {
  const [{ repoId }] = useAddress();
  const { choice, nameOf } = useRepoNames();
  const list = useList<ScheduleItem>(`${API}/schedule`, { repoId }, ['operations', 'repos']);
  const columns: readonly Column<ScheduleItem>[] = [
    { name: 'Due', cell: ({ dueAt }) => <Ago at={dueAt} /> },
    {
      name: 'Subject',
      cell: ({ kind, repoId, taskId, title }) => (
        <span className="subject">
          <span className="subject-title" title={title ?? undefined}>
            {taskId === null ? (
              `Issues and comments of ${nameOf(repoId)}`
            ) : (
              <Link to={`/tasks/${taskId}`} className="row-link">
                {title ?? `task ${shortId(taskId)}`}
              </Link>
            )}
          </span>
          <span className="subject-place faint">
            {kind === 'comment' ? 'comment in ' : ''}
            {nameOf(repoId)}
          </span>
        </span>
      ),
    },
    {
      name: 'Why',
      cell: ({ why, failures }) => (
        <span>
          {WHY[why] ?? why}
          {failures > 1 ? <span className="faint"> (failed {failures} times in a row)</span> : null}
        </span>
      ),
    },
    { name: 'Last synced', cell: ({ lastSyncedAt }) => <Ago at={lastSyncedAt} empty="never" /> },
  ];
  return (
    <>
      <PageHead title="Schedule">
        What is asked of GitHub next without anybody having to, the earliest first.
      </PageHead>
      <Filters choices={[choice]} />
      <ListCard
        list={list}
        label="Schedule"
        layout="schedule"
        columns={columns}
        pathOf={({ taskId }) => (taskId === null ? undefined : `/tasks/${taskId}`)}
        empty={
          <Empty title="Nothing is planned">
            <p>Connect a repo, and what it holds is looked at now and then.</p>
            <Link to="/repos" className="button">
              To the repos
            </Link>
          </Empty>
        }
      />
    </>
  );
}
