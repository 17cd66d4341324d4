// What is looked at next, and why.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/call';
import { API, CALM_MS } from '../api/polling';
import type { Page, Repo, ScheduleItem } from '../api/shapes';
import { ChoiceField } from '../parts/choice';
import { Empty, PageHead, Waiting } from '../parts/notes';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import { VirtualRows, type Column } from '../parts/virtual-rows';
import { shortId } from '../operations/links';
import { useAddress } from '../shell/search';

const WHY: Readonly<Record<string, string>> = {
  requested: 'A person asked for it',
  failed: 'A failure is tried again',
  unsynced: 'Its content is not known yet',
  resync: 'Its turn again: quiet ones wait longer',
  import: 'The import goes on',
  pull: 'The lists are asked for what no webhook told',
};

export function SchedulePage(): ReactNode {
  const [search, change] = useAddress();
  const { data: repos } = useQuery({
    queryKey: ['repos', 'names'],
    queryFn: () => read<Page<Repo>>(`${API}/repos?limit=200&connected=true`),
    staleTime: 60_000,
  });
  const nameOf = (id: string): string => repos?.items.find((repo) => repo.id === id)?.fullName ?? '';
  const list = useList<ScheduleItem>(`${API}/schedule`, { repoId: search['repoId'] }, CALM_MS);
  const columns: readonly Column<ScheduleItem>[] = [
    { name: 'Due', cell: ({ dueAt }) => <Ago at={dueAt} /> },
    {
      name: 'Subject',
      cell: ({ kind, id, repoId }) => (
        <span className="subject">
          <span className="subject-title">
            {kind === 'task' ? (
              <Link to={`/tasks/${id}`}>task {shortId(id)}</Link>
            ) : kind === 'repo' ? (
              `Lists of ${nameOf(repoId)}`
            ) : (
              `comment ${shortId(id)}`
            )}
          </span>
          <span className="subject-place faint">{nameOf(repoId)}</span>
        </span>
      ),
    },
    {
      name: 'Why',
      cell: ({ why, failures }) => (
        <span>
          {WHY[why] ?? why}
          {failures > 0 ? <span className="faint"> ({failures} in a row)</span> : null}
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
      <section className="filters" aria-label="Filters">
        <div className="filters-choices">
          <ChoiceField
            label="Repo"
            value={search['repoId']}
            options={(repos?.items ?? []).map(({ id, fullName }) => [id, fullName])}
            onChange={(repoId) => {
              change({ repoId });
            }}
          />
        </div>
      </section>
      <div className="card rows-card" data-old={list.isOld}>
        {list.isPending || list.error !== null ? (
          <Waiting error={list.error} />
        ) : list.rows.length === 0 ? (
          <Empty title="Nothing is planned">
            <p>Connect a repo, and what it holds is looked at from time to time.</p>
          </Empty>
        ) : (
          <VirtualRows
            label="Schedule"
            className="schedule"
            columns={columns}
            rows={list.rows}
            hasMore={list.hasMore}
            onMore={list.more}
          />
        )}
      </div>
    </>
  );
}
