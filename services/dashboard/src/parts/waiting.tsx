// While there is no data: that it is being read, that this takes long, or why it cannot be read and what to do.
import { useEffect, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Refused } from '../api/call';
import { Empty, Note } from './notes';

const LONG_MS = 4_000;

export function Waiting({ error }: { readonly error: Error | null }): ReactNode {
  if (error === null) return <Reading />;
  return error instanceof Refused && error.status === 404 ? <Missing /> : <Unread message={error.message} />;
}

function Reading(): ReactNode {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLong(true);
    }, LONG_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {long ? 'This takes longer than usual. It is still being read.' : null}
    </div>
  );
}

function Missing(): ReactNode {
  return (
    <div className="card" role="alert">
      <Empty title="There is nothing at this address">
        <p>The id is not known here: a part of it may have been lost on the way, or its record was erased.</p>
        <Link to="/" className="button">
          Back to the overview
        </Link>
      </Empty>
    </div>
  );
}

function Unread({ message }: { readonly message: string }): ReactNode {
  const client = useQueryClient();
  return (
    <div role="alert">
      <Note
        state="errored"
        title="This could not be read"
        action={
          <button
            type="button"
            className="button"
            onClick={() => {
              void client.refetchQueries({
                type: 'active',
                predicate: ({ state }) => state.status === 'error',
              });
            }}
          >
            Try again
          </button>
        }
      >
        {message} It is asked again every few seconds.
      </Note>
    </div>
  );
}
