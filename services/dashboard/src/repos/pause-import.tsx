// Pauses a running import and lets it go on where it stopped.
import type { ReactNode } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/call';
import { API } from '../api/root';
import type { Repo } from '../api/shapes';
import { say, sayWrong } from '../parts/toasts';
import { useSession } from '../session/session-context';

export function PauseImport({ repo }: { readonly repo: Repo }): ReactNode {
  const client = useQueryClient();
  const { mayWrite, has } = useSession();
  const status = repo.import?.['status'];
  const verb = status === 'running' ? 'pause' : status === 'paused' ? 'resume' : null;
  const { mutate, isPending } = useMutation({
    mutationFn: (wanted: 'pause' | 'resume') =>
      call<Repo>('POST', `${API}/repos/${repo.id}/import/${wanted}`),
    onSuccess: (_repo, wanted) => {
      say(
        'done',
        wanted === 'pause' ? 'It pauses after the page under way.' : 'It goes on where it stopped.',
      );
      void client.invalidateQueries({ queryKey: ['repos'] });
    },
    onError: sayWrong,
  });
  if (verb === null || !mayWrite || !has(`post /repos/:id/import/${verb}`)) return null;
  return (
    <button
      type="button"
      className="button small"
      disabled={isPending}
      onClick={() => {
        mutate(verb);
      }}
    >
      {verb === 'pause' ? 'Pause the import' : 'Resume the import'}
    </button>
  );
}
