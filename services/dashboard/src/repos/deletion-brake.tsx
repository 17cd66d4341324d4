// Much of a repo vanished at once: says so, and lets a person answer that it is meant.
import type { ReactNode } from 'react';
import { call } from '../api/call';
import { API } from '../api/root';
import type { Repo } from '../api/shapes';
import { AskFirst } from '../parts/ask-first';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { Note } from '../parts/notes';
import { Ago } from '../parts/time';
import { useSession } from '../session/session-context';

export function DeletionBrake({ repo }: { readonly repo: Repo }): ReactNode {
  const { mayWrite } = useSession();
  const { deletionBrake: brake } = repo;
  if (brake === null) return null;
  const share = `${brake.missing.toLocaleString()} of ${brake.of.toLocaleString()}`;
  return (
    <Note
      state="errored"
      title={`${share} issues are gone at once`}
      action={mayWrite ? <Allow repo={repo} share={share} /> : undefined}
    >
      Seen <Ago at={brake.askedAt} />. Their tasks stay as they are: look at the repo on GitHub first.
    </Note>
  );
}

function Allow({ repo, share }: { readonly repo: Repo; readonly share: string }): ReactNode {
  return (
    <AskFirst
      button="They are meant to be…"
      look="small"
      question={(close) => (
        <ConfirmDialog
          title={`Delete the tasks of ${repo.fullName} that are gone on GitHub?`}
          confirm="Delete them here too"
          danger
          act={() => call<Repo>('POST', `${API}/repos/${repo.id}/deletions/allow`)}
          done={() => 'What is gone on GitHub is deleted here too.'}
          onClose={close}
        >
          <p>
            {share} issues and pull requests are missing. Each is asked for once more; the tasks of those that
            GitHub calls deleted get a tombstone here. They stay readable by their ids, and nothing on GitHub
            changes. If more goes missing later, you are asked again.
          </p>
        </ConfirmDialog>
      )}
    />
  );
}
