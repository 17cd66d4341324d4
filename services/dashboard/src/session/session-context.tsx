// Who is signed in, and what the API can do. Pages show an action only where both allow it.
import { createContext, useContext, useEffect, type ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call, Refused, sessionOver } from '../api/call';
import type { Session } from '../api/shapes';
import { SignInPage } from './sign-in-page';

const SessionContext = createContext<Session | null>(null);
const SESSION = ['session'] as const;

export function SessionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const { data, isPending, error } = useQuery({
    queryKey: SESSION,
    queryFn: () =>
      call<Session>('GET', '/admin/session').catch((refused: unknown) => {
        if (refused instanceof Refused && refused.status === 401) return null;
        throw refused;
      }),
    staleTime: Infinity,
    // While ingest cannot be asked, whoever is signed in must not have to sign in again.
    refetchInterval: ({ state }) => (state.status === 'error' ? 2_000 : false),
  });
  useEffect(() => {
    const over = (): void => {
      client.setQueryData(SESSION, null);
    };
    sessionOver.addEventListener('over', over);
    return () => {
      sessionOver.removeEventListener('over', over);
    };
  }, [client]);
  if (isPending) return null;
  if (data === null || data === undefined) {
    return (
      <SignInPage
        trouble={error?.message ?? null}
        onSignedIn={(session) => {
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
  return async () => {
    await call('DELETE', '/admin/session');
    client.setQueryData(SESSION, null);
    // What the last one saw is not the next one's to see.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
  };
}
