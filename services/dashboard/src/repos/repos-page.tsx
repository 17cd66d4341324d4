// The repos that the app sees, which of them are connected, and how their import goes.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../api/call';
import { API } from '../api/root';
import type { Page, Project, Repo } from '../api/shapes';
import { useLive } from '../live/live';
import { StateBadge } from '../parts/badges';
import { Empty, PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { Waiting } from '../parts/waiting';
import { useSession } from '../session/session-context';
import { ConnectRepo } from './connect-repo';
import { DeletionBrake } from './deletion-brake';
import { DisconnectRepo } from './disconnect-repo';
import { ImportProgress } from './import-progress';
import { Permissions } from './permissions';
import { PauseImport } from './pause-import';

export function ReposPage(): ReactNode {
  const live = useLive({ topics: ['repos', 'installations'], calmMs: 1_000 });
  const repos = useQuery({
    queryKey: ['repos'],
    queryFn: () => read<Page<Repo>>(`${API}/repos?limit=200`),
    ...live,
  });
  const projects = useQuery({
    queryKey: ['projects'],
    queryFn: () => read<Page<Project>>(`${API}/projects?limit=200`),
  });
  const titleOf = (id: string | null): string | undefined =>
    projects.data?.items.find((project) => project.id === id)?.title;
  return (
    <div className="stack">
      <PageHead title="Repos">
        A repo belongs to at most one project. Connecting it imports what it holds.
      </PageHead>
      {repos.data === undefined ? (
        <Waiting error={repos.error} />
      ) : repos.data.items.length === 0 ? (
        <div className="card">
          <Empty title="The app sees no repo">
            <p>Install your GitHub App on an account and give it repos; they appear here within moments.</p>
          </Empty>
        </div>
      ) : (
        <ul className="cells">
          {[...repos.data.items]
            .sort((left, right) => Number(right.projectId !== null) - Number(left.projectId !== null))
            .map((repo) => (
              <li key={repo.id} className="card">
                <RepoCell repo={repo} project={titleOf(repo.projectId)} />
              </li>
            ))}
        </ul>
      )}
      <Permissions />
    </div>
  );
}

function RepoCell({
  repo,
  project,
}: {
  readonly repo: Repo;
  readonly project: string | undefined;
}): ReactNode {
  const { mayWrite } = useSession();
  const state = repo.state === 'active' && !repo.syncEnabled ? 'paused' : repo.state;
  return (
    <div className="body stack repo">
      <div className="row spread">
        <h2 className="wrap-anywhere">{repo.fullName}</h2>
        {repo.projectId === null ? (
          <span className="badge">not connected</span>
        ) : (
          <StateBadge state={state} />
        )}
      </div>
      <dl className="facts">
        <dt>Visibility</dt>
        <dd>{repo.private ? 'private' : 'public'}</dd>
        {repo.projectId === null ? null : (
          <>
            <dt>Project</dt>
            <dd>{project ?? repo.projectId}</dd>
            <dt>Connected</dt>
            <dd>
              <Ago at={repo.connectedAt} />
            </dd>
            <dt>Last webhook</dt>
            <dd>
              <Ago at={repo.lastWebhookAt} empty="none yet" />
              {repo.webhooksSilentSince === null ? null : <span className="lacking"> · silent</span>}
            </dd>
            <dt>Issues known up to</dt>
            <dd>
              <Ago at={repo.pull.issuesPointerAt} empty="nothing yet" />
            </dd>
            <dt>Comments up to</dt>
            <dd>
              <Ago at={repo.pull.commentsPointerAt} empty="nothing yet" />
            </dd>
            <dt>Next look</dt>
            <dd>
              <Ago at={repo.pull.nextPullAt} empty="when something is due" />
              {repo.pull.failures === 0 ? null : (
                <span className="lacking"> · failed {repo.pull.failures} times in a row</span>
              )}
            </dd>
          </>
        )}
      </dl>
      {repo.projectId === null ? null : <DeletionBrake repo={repo} />}
      {repo.import === null || repo.projectId === null ? null : <ImportProgress progress={repo.import} />}
      <div className="row">
        {repo.projectId === null ? (
          mayWrite && !repo.archived ? (
            <ConnectRepo repo={repo} />
          ) : null
        ) : (
          <>
            <Link to="/operations" search={{ repoId: repo.id }} className="button small">
              Operations
            </Link>
            <PauseImport repo={repo} />
            {mayWrite ? <DisconnectRepo repo={repo} projectId={repo.projectId} /> : null}
          </>
        )}
      </div>
    </div>
  );
}
