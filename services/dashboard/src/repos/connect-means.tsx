// What connecting will do, in numbers where GitHub told them: what comes in, who reads what goes out, what stays.
import type { ReactNode } from 'react';
import type { Repo, RepoPreview } from '../api/shapes';

export function ConnectMeans({
  repo,
  preview,
}: {
  readonly repo: Repo;
  /** Undefined: it is being asked for. */
  readonly preview: RepoPreview | undefined;
}): ReactNode {
  return (
    <dl className="means" aria-live="polite">
      <dt>Is imported</dt>
      <dd>
        <Holds preview={preview} />
        <span className="faint">
          All of them become tasks and comments here, open and closed ones. Nothing on GitHub changes by it.
        </span>
      </dd>
      <dt>{repo.private ? 'Goes to a private repo' : 'Becomes public'}</dt>
      <dd>
        <strong>{repo.private ? 'For whoever may read the repo' : 'For everybody on the internet'}</strong>
        <span className="faint">
          Titles, bodies and comments that are written in this project from now on, with the name of who wrote
          them.
        </span>
      </dd>
      <dt>Stays here</dt>
      <dd>
        <strong>
          {preview === undefined || preview.unplaced === 0
            ? 'No task of the project'
            : `${preview.unplaced.toLocaleString()} ${preview.unplaced === 1 ? 'task' : 'tasks'} of the project`}
        </strong>
        <span className="faint">A task that exists already goes there only when it is sent by hand.</span>
      </dd>
    </dl>
  );
}

function Holds({ preview }: { readonly preview: RepoPreview | undefined }): ReactNode {
  if (preview === undefined) return <strong>Asking GitHub…</strong>;
  const { holds } = preview;
  if (holds === null) return <strong>GitHub did not say how much it is</strong>;
  return (
    <strong>
      {counted(holds.issues, 'issue or pull request', 'issues and pull requests')},{' '}
      {counted(holds.comments, 'comment', 'comments')}
    </strong>
  );
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}
