// Takes back what a person allowed: what they write goes in the name of the app again.
import { useState, type ReactNode } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/call';
import { API } from '../api/root';
import type { User } from '../api/shapes';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { say, sayWrong } from '../parts/toasts';
import { useSession } from '../session/session-context';

export function DisconnectAccount({
  user,
  login,
}: {
  readonly user: User;
  readonly login: string;
}): ReactNode {
  const { has } = useSession();
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<undefined>('DELETE', `${API}/users/${user.id}/github`),
    onSuccess: () => {
      say('done', `${user.name} writes in the name of the app again.`);
      setAsked(false);
      void client.invalidateQueries({ queryKey: ['list'] });
    },
    onError: sayWrong,
  });
  if (!has('delete /users/:id/github')) return null;
  return (
    <>
      <button
        type="button"
        className="button danger small"
        onClick={() => {
          setAsked(true);
        }}
      >
        Disconnect…
      </button>
      {asked ? (
        <ConfirmDialog
          title={`Disconnect ${login}?`}
          confirm="Disconnect"
          danger
          busy={isPending}
          onConfirm={() => {
            mutate();
          }}
          onClose={() => {
            setAsked(false);
          }}
        >
          <p>
            Tandem forgets the tokens and gives them back to GitHub. What {user.name} writes from now on
            appears there in the name of the app, with their name beside it. What was written stays as it is.
          </p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
