// Retry and cancel of one operation, from the list and from its page alike.
import { call } from '../api/call';
import { API } from '../api/root';
import type { Operation, OperationDetail } from '../api/shapes';
import { useDeed } from '../parts/use-deed';

export interface OperationActions {
  readonly retry: (operation: Operation) => void;
  readonly cancel: (operation: Operation) => void;
  readonly busy: boolean;
}

export function useOperationActions(): OperationActions {
  const { start, busy } = useDeed({
    act: ({ id, verb }: { readonly id: string; readonly verb: 'retry' | 'cancel' }) =>
      call<OperationDetail>('POST', `${API}/operations/${id}/${verb}`),
    done: (_operation, { verb }) => (verb === 'retry' ? 'Back in the queue.' : 'Canceled.'),
  });
  return {
    retry: ({ id }) => {
      start({ id, verb: 'retry' });
    },
    cancel: ({ id }) => {
      start({ id, verb: 'cancel' });
    },
    busy,
  };
}

export function isRestartable({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'errored' || state === 'disabled';
}

export function isCancelable({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'queued' || isRestartable({ state });
}
