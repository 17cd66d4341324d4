// Connects a repo to a project, with a look at what that means before it is done.
import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { call, read, withQuery } from '../api/call';
import { API } from '../api/root';
import type { Page, Project, Repo, RepoPreview } from '../api/shapes';
import { AskFirst } from '../parts/ask-first';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { ConnectMeans } from './connect-means';

const NEW = 'new';

export function ConnectRepo({ repo }: { readonly repo: Repo }): ReactNode {
  return (
    <AskFirst
      button="Connect…"
      look="primary small"
      question={(close) => <Ask repo={repo} onClose={close} />}
    />
  );
}

function Ask({ repo, onClose }: { readonly repo: Repo; readonly onClose: () => void }): ReactNode {
  const [chosen, setChosen] = useState(NEW);
  const [title, setTitle] = useState(repo.fullName);
  const projects = useQuery({
    queryKey: ['projects'],
    queryFn: () => read<Page<Project>>(`${API}/projects?limit=200`),
  });
  const projectId = chosen === NEW ? undefined : chosen;
  const preview = useQuery({
    queryKey: ['repos', repo.id, 'preview', projectId],
    queryFn: () => read<RepoPreview>(withQuery(`${API}/repos/${repo.id}/preview`, { projectId })),
    staleTime: 60_000,
  });
  const connect = async (): Promise<Repo> => {
    const into = projectId ?? (await call<Project>('POST', `${API}/projects`, { title })).id;
    return call<Repo>('PUT', `${API}/projects/${into}/repos`, { fullName: repo.fullName });
  };
  return (
    <ConfirmDialog
      title={`Connect ${repo.fullName}?`}
      confirm="Connect and import"
      disabled={chosen === NEW && title.trim() === ''}
      act={connect}
      done={() => `${repo.fullName} is connected; its import begins.`}
      onClose={onClose}
    >
      <div className="stack">
        <label className="field">
          <span>Project</span>
          <select
            className="input"
            value={chosen}
            onChange={({ target }) => {
              setChosen(target.value);
            }}
          >
            <option value={NEW}>A new one</option>
            {projects.data?.items.map((project) => (
              <option key={project.id} value={project.id}>
                {project.title}
              </option>
            ))}
          </select>
        </label>
        {chosen === NEW ? (
          <label className="field">
            <span>Its title</span>
            <input
              className="input"
              value={title}
              onChange={({ target }) => {
                setTitle(target.value);
              }}
            />
          </label>
        ) : null}
        <ConnectMeans repo={repo} preview={preview.data} />
      </div>
    </ConfirmDialog>
  );
}
