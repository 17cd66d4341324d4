// What each installation of the app may do, and what that enables here; what is missing is said with what it costs.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/call';
import { API } from '../api/root';
import type { Installation, Page } from '../api/shapes';
import { useLive } from '../live/live';
import { StateBadge } from '../parts/badges';

const RANK = ['none', 'read', 'write', 'admin'];
const NEEDED = [
  ['issues', 'write', 'Issues and their comments go both ways'],
  ['pull_requests', 'write', 'Pull requests and their comments go both ways'],
  ['metadata', 'read', 'Repos are found, and followed when they are renamed'],
] as const;

export function Permissions(): ReactNode {
  const live = useLive({ topics: ['installations'], calmMs: 5_000 }, 30_000);
  const { data } = useQuery({
    queryKey: ['installations'],
    queryFn: () => read<Page<Installation>>(`${API}/installations?limit=50`),
    ...live,
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section className="card" aria-labelledby="permissions">
      <header>
        <h2 id="permissions">What the app may do</h2>
      </header>
      <div className="body stack">
        {data.items.map((installation) => (
          <div key={installation.id} className="budget">
            <div className="row">
              <h3>{installation.account.login}</h3>
              <StateBadge state={installation.state} />
            </div>
            <ul className="permissions">
              {NEEDED.map(([name, needed, enables]) => {
                const granted = installation.permissions[name];
                const level = typeof granted === 'string' ? granted : 'none';
                const enough = RANK.indexOf(level) >= RANK.indexOf(needed);
                return (
                  <li key={name} data-enough={enough}>
                    <span aria-hidden="true">{enough ? '✓' : '–'}</span>
                    <span>
                      {enables}
                      <br />
                      <span className="faint">
                        {name.replaceAll('_', ' ')}: {level}
                        {enough ? '' : `, needs ${needed}`}
                      </span>
                    </span>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
