// Takes back what a person allowed: what they write goes in the name of the app again.
import type { ReactNode } from 'react';
import { call } from '../api/call';
import { API } from '../api/root';
import type { User } from '../api/shapes';
import { AskFirst } from '../parts/ask-first';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { useSession } from '../session/session-context';

export function DisconnectAccount({
  user,
  login,
}: {
  readonly user: User;
  readonly login: string;
}): ReactNode {
  const { has } = useSession();
  if (!has('delete /users/:id/github')) return null;
  return (
    <AskFirst
      button="Disconnect…"
      look="danger small"
      question={(close) => (
        <ConfirmDialog
          title={`Disconnect ${login}?`}
          confirm="Disconnect"
          danger
          act={() => call<undefined>('DELETE', `${API}/users/${user.id}/github`)}
          done={() => `${user.name} writes in the name of the app again.`}
          onClose={close}
        >
          <p>
            Tandem forgets the tokens and gives them back to GitHub. What {user.name} writes from now on
            appears there in the name of the app, with their name beside it. What was written stays as it is.
          </p>
        </ConfirmDialog>
      )}
    />
  );
}
