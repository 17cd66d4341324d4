// Our users and the accounts on GitHub in whose name they write, and why somebody's writes went in the app's name.
import type { ReactNode } from 'react';
import { API } from '../api/root';
import type { User } from '../api/shapes';
import { Empty, PageHead } from '../parts/notes';
import { Ago } from '../parts/time';
import { useList } from '../parts/use-list';
import { Waiting } from '../parts/waiting';
import { useSession } from '../session/session-context';
import { ConnectAccount } from './connect-account';
import { DisconnectAccount } from './disconnect-account';

export function PeoplePage(): ReactNode {
  const list = useList<User>(`${API}/users`, {}, ['audit']);
  return (
    <div className="stack">
      <PageHead title="People">
        What a person with a connected account writes appears on GitHub in their own name, everything else in
        the name of the app.
      </PageHead>
      {list.isPending || list.error !== null ? (
        <Waiting error={list.error} />
      ) : list.rows.length === 0 ? (
        <div className="card">
          <Empty title="There are no users yet">
            <p>
              The application makes them with <code>POST /api/v1/users</code>; here their accounts are
              connected.
            </p>
          </Empty>
        </div>
      ) : (
        <ul className="people card">
          {list.rows.map((user) => (
            <Person key={user.id} user={user} />
          ))}
        </ul>
      )}
      {list.hasMore ? (
        <div>
          <button type="button" className="button" onClick={list.more}>
            Show more
          </button>
        </div>
      ) : null}
    </div>
  );
}

function Person({ user }: { readonly user: User }): ReactNode {
  const { mayWrite } = useSession();
  return (
    <li className="person" aria-label={user.name}>
      <div className="two-lines">
        <strong className="wrap-anywhere">{user.name}</strong>
        <span className="faint">
          {user.githubAccounts.length === 0
            ? 'no GitHub account known'
            : user.githubAccounts.map(({ login }) => `@${login}`).join(', ')}
        </span>
      </div>
      <Connection github={user.github} />
      {!mayWrite ? null : user.github?.connected === true ? (
        <DisconnectAccount user={user} login={user.github.login} />
      ) : (
        <ConnectAccount user={user} />
      )}
    </li>
  );
}

function Connection({ github }: Pick<User, 'github'>): ReactNode {
  if (github === null) return <span className="soft">not connected</span>;
  const { connected, login, since, problem } = github;
  return (
    <div className="person-account">
      <span className="row">
        <span className="badge" data-state={connected ? 'active' : 'disabled'}>
          {connected ? 'connected' : 'connection ended'}
        </span>
        <span>
          {connected ? 'as' : 'was'} <strong>{login}</strong>
        </span>
        {connected ? (
          <span className="faint">
            since <Ago at={since} />
          </span>
        ) : null}
      </span>
      {problem === null ? null : (
        <span className="lacking wrap-anywhere">
          {problem.message}{' '}
          <span className="faint">
            <Ago at={problem.at} />
          </span>
        </span>
      )}
    </div>
  );
}
