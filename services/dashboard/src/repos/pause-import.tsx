// Pauses a running import and lets it go on where it stopped.
import type { ReactNode } from 'react';
import { call } from '../api/call';
import { API } from '../api/root';
import type { Repo } from '../api/shapes';
import { useDeed } from '../parts/use-deed';
import { useSession } from '../session/session-context';

export function PauseImport({ repo }: { readonly repo: Repo }): ReactNode {
  const { mayWrite, has } = useSession();
  const status = repo.import?.status;
  const verb = status === 'running' ? 'pause' : status === 'paused' ? 'resume' : null;
  const { start, busy } = useDeed({
    act: (wanted: 'pause' | 'resume') => call<Repo>('POST', `${API}/repos/${repo.id}/import/${wanted}`),
    done: (_repo, wanted) =>
      wanted === 'pause' ? 'It pauses after the page under way.' : 'It goes on where it stopped.',
  });
  if (verb === null || !mayWrite || !has(`post /repos/:id/import/${verb}`)) return null;
  return (
    <button
      type="button"
      className="button small"
      disabled={busy}
      onClick={() => {
        start(verb);
      }}
    >
      {verb === 'pause' ? 'Pause the import' : 'Resume the import'}
    </button>
  );
}
