// The door: a token becomes a session. The token is sent once and kept nowhere in the page.
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { call, SESSION_PATH } from '../api/call';
import type { Session } from '../api/shapes';
import { Logo } from '../shell/logo';

export function SignInPage({
  ended,
  onSignedIn,
}: {
  /** A session was there until now. */
  readonly ended: boolean;
  readonly onSignedIn: (session: Session) => void;
}): ReactNode {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    call<Session>('POST', SESSION_PATH, { token })
      .then(onSignedIn, (error: unknown) => {
        setProblem(error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <main className="sign-in">
      <div className="sign-in-art" aria-hidden="true">
        <svg viewBox="0 0 400 400" role="presentation">
          {[0, 1, 2, 3, 4, 5, 6].map((ring) => (
            <g key={ring}>
              <circle cx="150" cy="200" r={26 + ring * 34} className="ring ours" />
              <circle cx="250" cy="200" r={26 + ring * 34} className="ring theirs" />
            </g>
          ))}
        </svg>
      </div>
      <form className="sign-in-form" onSubmit={submit}>
        <Logo />
        <div>
          <h1>{ended ? 'Sign in again' : 'See what happens, and why'}</h1>
          <p className="soft" role="status">
            {ended
              ? 'Your session has ended. Sign in again, and you are back where you were.'
              : 'Sign in with an admin token, or a read-only one to look around.'}
          </p>
        </div>
        <label className="field">
          <span>Token</span>
          <input
            className="input mono"
            type="password"
            name="token"
            autoComplete="current-password"
            spellCheck={false}
            required
            autoFocus
            value={token}
            aria-invalid={problem !== null}
            aria-describedby="sign-in-problem"
            onChange={({ target }) => {
              setToken(target.value);
              setProblem(null);
            }}
          />
        </label>
        <p id="sign-in-problem" role="alert" className="sign-in-problem">
          {problem}
        </p>
        <button className="button primary" type="submit" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
        <p className="faint">
          The first admin token is the value of <code>ADMIN_TOKEN</code>; more are made with{' '}
          <code>POST /api/v1/tokens</code>.
        </p>
      </form>
    </main>
  );
}
