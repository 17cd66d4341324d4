// A link for the user's own browser: whoever opens it and says yes on GitHub is the one whose account is connected. So the
// operator gets it to pass on, and not to click.
import { useState, type ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import { call } from '../api/call';
import { API } from '../api/root';
import type { ConnectStart, User } from '../api/shapes';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { Ago } from '../parts/time';
import { sayWrong } from '../parts/toasts';
import { useSession } from '../session/session-context';

export function ConnectAccount({ user }: { readonly user: User }): ReactNode {
  const { has } = useSession();
  const [begun, setBegun] = useState<ConnectStart | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<ConnectStart>('GET', `${API}/users/${user.id}/github/connect`),
    onSuccess: setBegun,
    onError: sayWrong,
  });
  if (!has('get /users/:id/github/connect')) return null;
  return (
    <>
      <button
        type="button"
        className="button small"
        disabled={isPending}
        onClick={() => {
          mutate();
        }}
      >
        Connect…
      </button>
      {begun === null ? null : (
        <ConfirmDialog
          title={`Connect ${user.name}`}
          confirm="Copy the link"
          act={() => copy(begun.url)}
          done={() => 'The link is copied.'}
          onClose={() => {
            setBegun(null);
          }}
        >
          <div className="stack">
            <p>
              Send this link to {user.name}. It has to be opened in their own browser: the account that is
              signed in to GitHub there is the one that is connected. It works once, and ends{' '}
              <Ago at={begun.expiresAt} />.
            </p>
            <label className="field">
              <span>Link</span>
              <input
                className="input mono"
                readOnly
                value={begun.url}
                onFocus={({ target }) => {
                  target.select();
                }}
              />
            </label>
          </div>
        </ConfirmDialog>
      )}
    </>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new Error('This browser does not let a page copy: mark the link and copy it by hand.');
  }
}
