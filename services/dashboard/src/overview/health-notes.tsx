// The sentences that an operator must not have to look for: silence, and what stands still.
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import type { Overview } from '../api/shapes';
import { Note } from '../parts/notes';
import { Ago } from '../parts/time';

const SILENT_AFTER_MS = 24 * 3_600_000;
const SLOW_START_MS = 60_000;

export function HealthNotes({ overview }: { readonly overview: Overview }): ReactNode {
  const { deliveries, connectedRepos, oldestWaitingAt, conflicts, brakes, silentRepos } = overview;
  const now = Date.parse(overview.at);
  const silent =
    connectedRepos > 0 &&
    (deliveries.lastAt === null || now - Date.parse(deliveries.lastAt) > SILENT_AFTER_MS);
  const alive = overview.workers.some(({ state }) => state === 'alive');
  const stuck = oldestWaitingAt !== null && now - Date.parse(oldestWaitingAt) > SLOW_START_MS;
  return (
    <>
      {connectedRepos === 0 ? (
        <Note
          state="pending"
          title="No repo is connected yet"
          action={
            <Link to="/repos" className="button primary">
              Connect a repo
            </Link>
          }
        >
          Nothing is synced before a project has a repo.
        </Note>
      ) : null}
      {silent ? (
        <Note state="errored" title="No webhooks arrive">
          The last one came <Ago at={deliveries.lastAt} empty="never" />. Look at the app&rsquo;s webhook
          address and secret on GitHub. Until then changes are found by pulls, minutes later.
        </Note>
      ) : null}
      {!silent && silentRepos > 0 ? (
        <Note
          state="errored"
          title={`No webhooks arrive from ${silentRepos === 1 ? 'a repo' : `${silentRepos.toLocaleString()} repos`}`}
          action={
            <Link to="/repos" className="button">
              See which
            </Link>
          }
        >
          A pull found changes there that no webhook had told. They arrive all the same, up to half an hour
          late. Failed deliveries are on GitHub, under the app&rsquo;s settings.
        </Note>
      ) : null}
      {stuck ? (
        <Note
          state="errored"
          title="Work waits that nobody begins"
          action={
            <Link to="/operations" search={{ state: 'queued' }} className="button">
              See what waits
            </Link>
          }
        >
          The oldest came <Ago at={oldestWaitingAt} />.{' '}
          {alive ? 'The workers that live have their hands full.' : 'No sync-worker is alive: start one.'}
        </Note>
      ) : null}
      {brakes > 0 ? (
        <Note
          state="errored"
          title={`${brakes === 1 ? 'A repo has' : `${brakes.toLocaleString()} repos have`} lost much at once`}
          action={
            <Link to="/repos" className="button">
              Look and decide
            </Link>
          }
        >
          Nothing of it is deleted here before somebody allows it.
        </Note>
      ) : null}
      {deliveries.parked > 0 ? (
        <Note
          state="parked"
          title={`${deliveries.parked.toLocaleString()} deliveries could not be read`}
          action={
            <Link to="/deliveries" search={{ state: 'parked' }} className="button">
              Look at them
            </Link>
          }
        >
          They are kept with their error and can be replayed.
        </Note>
      ) : null}
      {conflicts > 0 ? (
        <Note
          state="conflict"
          title={`${conflicts.toLocaleString()} ${conflicts === 1 ? 'conflict waits' : 'conflicts wait'} for a person`}
          action={
            <Link to="/conflicts" search={{ state: 'open' }} className="button">
              Decide
            </Link>
          }
        >
          Both sides changed the same field; the later one won for now.
        </Note>
      ) : null}
    </>
  );
}
