// One hand for all that match: how many it will reach is told before it moves.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { call, read, withQuery } from '../api/call';
import { API } from '../api/root';
import { AskFirst } from '../parts/ask-first';
import { ConfirmDialog } from '../parts/confirm-dialog';
import type { FilterQuery } from './filters';

const VERBS = {
  retry: {
    title: 'Retry all that match?',
    counted: 'restartable',
    confirm: 'Retry',
    done: 'back in the queue',
    says: 'Errored and disabled operations go back in the queue. Their earlier attempts stay readable.',
  },
  cancel: {
    title: 'Cancel all that match?',
    counted: 'cancelable',
    confirm: 'Cancel',
    done: 'canceled',
    says: "Queued, errored and disabled operations are given up. What an unsent edit carried is kept as a conflict, and the record goes back to GitHub's version.",
  },
} as const;

type Verb = keyof typeof VERBS;

export function ActOnMatching({ filter }: { readonly filter: FilterQuery }): ReactNode {
  return (
    <>
      <AskMatching verb="cancel" filter={filter} button="Cancel all that match…" look="danger" />
      <AskMatching verb="retry" filter={filter} button="Retry all that match…" />
    </>
  );
}

export function AskMatching({
  verb,
  filter,
  button,
  look,
  title = VERBS[verb].title,
}: {
  readonly verb: Verb;
  readonly filter: FilterQuery;
  readonly button: string;
  readonly look?: string;
  readonly title?: string;
}): ReactNode {
  return (
    <AskFirst
      button={button}
      look={look}
      question={(close) => <Ask verb={verb} filter={filter} title={title} onClose={close} />}
    />
  );
}

function Ask({
  verb,
  filter,
  title,
  onClose,
}: {
  readonly verb: Verb;
  readonly filter: FilterQuery;
  readonly title: string;
  readonly onClose: () => void;
}): ReactNode {
  const words = VERBS[verb];
  const { data, error } = useQuery({
    queryKey: ['operations', 'count', filter],
    queryFn: () =>
      read<{ restartable: number; cancelable: number }>(withQuery(`${API}/operations/count`, filter)),
    staleTime: 0,
  });
  const count = data?.[words.counted];
  return (
    <ConfirmDialog
      title={title}
      confirm={
        count === undefined || count === 0 ? words.confirm : `${words.confirm} ${count.toLocaleString()}`
      }
      danger={verb === 'cancel'}
      disabled={count === undefined || count === 0}
      act={() => call<{ count: number }>('POST', withQuery(`${API}/operations/${verb}`, filter), {})}
      done={({ count }) => `${count} ${count === 1 ? 'operation is' : 'operations are'} ${words.done}.`}
      onClose={onClose}
    >
      <p className="big-count" aria-live="polite">
        {error !== null
          ? error.message
          : count === undefined
            ? 'Counting…'
            : `${count.toLocaleString()} ${count === 1 ? 'operation matches' : 'operations match'}.`}
      </p>
      <p className="soft">{words.says}</p>
      {Object.values(filter).every((value) => value === undefined) ? (
        <p>
          <strong>No filter is set: these are all there are.</strong>
        </p>
      ) : null}
    </ConfirmDialog>
  );
}
