// What syncing itself would not notice: of random resources held against GitHub, how many differed, which, and in what. What
// is not in step yet is brought there by one button.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { call } from '../api/call';
import { API } from '../api/root';
import type { Overview } from '../api/shapes';
import { Ago } from '../parts/time';
import { useDeed } from '../parts/use-deed';
import { useSession } from '../session/session-context';

type Drift = Overview['drift'];
const SHOWN = 5;

export function DriftCard({ drift }: { readonly drift: Drift }): ReactNode {
  const astray = drift.resources.filter(({ repaired }) => !repaired);
  return (
    <section className="card" aria-labelledby="drift">
      <header>
        <h2 id="drift">Drift</h2>
        {astray.length === 0 ? null : <Repair resources={astray} />}
      </header>
      <div className="body stack">
        <p className="soft">{inWords(drift)}</p>
        {drift.resources.length === 0 ? null : (
          <ul className="drifted">
            {drift.resources.slice(0, SHOWN).map(({ kind, id, taskId, title, fields, at, repaired }) => (
              <li key={`${id} ${at}`}>
                <Link to={`/tasks/${taskId}`} className="cut">
                  {kind === 'comment' ? 'A comment of ' : ''}
                  {title ?? 'a task without a title'}
                </Link>
                <span className="faint">
                  {fields.join(', ')} · <Ago at={at} />
                </span>
                <span className={repaired ? 'ok' : 'lacking'}>{repaired ? 'in step again' : 'differs'}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function inWords({ sampled, drifted, ratio }: Drift): string {
  if (ratio === null) return 'No resource was held against GitHub in this time.';
  const looked = `${sampled.toLocaleString()} ${sampled === 1 ? 'resource was' : 'resources were'} held against GitHub`;
  if (drifted === 0) return `${looked}: all in step.`;
  const percent = (ratio * 100).toLocaleString(undefined, { maximumFractionDigits: ratio < 0.1 ? 1 : 0 });
  return `${looked}, ${drifted.toLocaleString()} differed: ${percent} %.`;
}

function Repair({ resources }: { readonly resources: Drift['resources'] }): ReactNode {
  const { mayWrite, has } = useSession();
  const { start, busy } = useDeed({
    act: () =>
      Promise.all(resources.map(({ kind, id }) => call<unknown>('POST', `${API}/${kind}s/${id}/sync`))),
    done: ({ length }) => (length === 1 ? 'It is being synced now.' : `${length} are being synced now.`),
  });
  if (!mayWrite || !has('post /tasks/:id/sync')) return null;
  return (
    <button
      type="button"
      className="button small"
      disabled={busy}
      onClick={() => {
        start();
      }}
    >
      Repair {resources.length}
    </button>
  );
}
