// Takes a repo off its project. What came from it stays; nothing goes between the two any more.
import type { ReactNode } from 'react';
import { call } from '../api/call';
import { API } from '../api/root';
import type { Repo } from '../api/shapes';
import { AskFirst } from '../parts/ask-first';
import { ConfirmDialog } from '../parts/confirm-dialog';

export function DisconnectRepo({
  repo,
  projectId,
}: {
  readonly repo: Repo;
  readonly projectId: string;
}): ReactNode {
  return (
    <AskFirst
      button="Disconnect…"
      look="danger small"
      question={(close) => (
        <ConfirmDialog
          title={`Disconnect ${repo.fullName}?`}
          confirm="Disconnect"
          danger
          act={() => call<undefined>('DELETE', `${API}/projects/${projectId}/repos/${repo.id}`)}
          done={() => `${repo.fullName} is disconnected.`}
          onClose={close}
        >
          <p>
            Its tasks and comments stay here and are no longer synced. Operations become disabled; connected
            to the same project again, they go on.
          </p>
        </ConfirmDialog>
      )}
    />
  );
}
