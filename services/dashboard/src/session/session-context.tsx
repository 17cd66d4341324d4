// Who is signed in, and what the API can do. Pages show an action only where both allow it.
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { call, Refused, SESSION_PATH, sessionOver } from '../api/call';
import type { Session } from '../api/shapes';
import { sayWrong } from '../parts/toasts';
import { OpeningPage } from './opening-page';
import { SignInPage } from './sign-in-page';

const SessionContext = createContext<Session | null>(null);
const SESSION = ['session'] as const;

export function SessionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  const { data, error } = useQuery({
    queryKey: SESSION,
    queryFn: () =>
      call<Session>('GET', SESSION_PATH).catch((refused: unknown) => {
        if (refused instanceof Refused && refused.status === 401) return null;
        throw refused;
      }),
    staleTime: Infinity,
    // While ingest cannot be asked, whoever is signed in must not have to sign in again.
    refetchInterval: ({ state }) => (state.status === 'error' ? 2_000 : false),
  });
  useEffect(() => {
    const over = (): void => {
      // Whoever signed out meant it.
      if (client.getQueryData(SESSION) === null) return;
      setEnded(true);
      forget(client);
    };
    sessionOver.addEventListener('over', over);
    return () => {
      sessionOver.removeEventListener('over', over);
    };
  }, [client]);
  if (data === undefined) return <OpeningPage trouble={error?.message ?? null} />;
  if (data === null) {
    return (
      <SignInPage
        ended={ended}
        onSignedIn={(session) => {
          setEnded(false);
          client.setQueryData(SESSION, session);
        }}
      />
    );
  }
  return <SessionContext value={data}>{children}</SessionContext>;
}

export function useSession(): Session & {
  /** Whether the signed-in person may write at all. */
  readonly mayWrite: boolean;
  /** Whether the API has this call: "post /tasks/:id/sync". */
  readonly has: (call: string) => boolean;
} {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('There is no session here.');
  return { ...session, mayWrite: session.scope === 'admin', has: (name) => session.calls.includes(name) };
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    call('DELETE', SESSION_PATH).then(() => {
      forget(client);
    }, sayWrong);
}

/** What the last one saw is not the next one's to see. */
function forget(client: QueryClient): void {
  client.setQueryData(SESSION, null);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
}
