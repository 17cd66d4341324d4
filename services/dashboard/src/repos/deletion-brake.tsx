// Much of a repo vanished at once: says so, and lets a person answer that it is meant.
import { useState, type ReactNode } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/call';
import { API } from '../api/root';
import type { Repo } from '../api/shapes';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { Note } from '../parts/notes';
import { Ago } from '../parts/time';
import { say, sayWrong } from '../parts/toasts';
import { useSession } from '../session/session-context';

export function DeletionBrake({ repo }: { readonly repo: Repo }): ReactNode {
  const { mayWrite } = useSession();
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<Repo>('POST', `${API}/repos/${repo.id}/deletions/allow`),
    onSuccess: () => {
      say('done', 'What is gone on GitHub is deleted here too.');
      setAsked(false);
      void client.invalidateQueries();
    },
    onError: sayWrong,
  });
  const { deletionBrake: brake } = repo;
  if (brake === null) return null;
  const share = `${brake.missing.toLocaleString()} of ${brake.of.toLocaleString()}`;
  return (
    <>
      <Note
        state="errored"
        title={`${share} issues are gone at once`}
        action={
          mayWrite ? (
            <button
              type="button"
              className="button small"
              onClick={() => {
                setAsked(true);
              }}
            >
              They are meant to be…
            </button>
          ) : undefined
        }
      >
        Seen <Ago at={brake.askedAt} />. Their tasks stay as they are: look at the repo on GitHub first.
      </Note>
      {asked ? (
        <ConfirmDialog
          title={`Delete the tasks of ${repo.fullName} that are gone on GitHub?`}
          confirm="Delete them here too"
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
            {share} issues and pull requests are missing. Each is asked for once more; the tasks of those that
            GitHub calls deleted get a tombstone here. They stay readable by their ids, and nothing on GitHub
            changes. If more goes missing later, you are asked again.
          </p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
