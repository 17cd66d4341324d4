// Retry and cancel of one operation, from the list and from its page alike.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/call';
import { API } from '../api/root';
import type { Operation, OperationDetail } from '../api/shapes';
import { say, sayWrong } from '../parts/toasts';

export interface OperationActions {
  readonly retry: (operation: Operation) => void;
  readonly cancel: (operation: Operation) => void;
  readonly busy: boolean;
}

export function useOperationActions(): OperationActions {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ id, verb }: { readonly id: string; readonly verb: 'retry' | 'cancel' }) =>
      call<OperationDetail>('POST', `${API}/operations/${id}/${verb}`),
    onSuccess: (operation, { verb }) => {
      say('done', verb === 'retry' ? 'Back in the queue.' : 'Canceled.');
      client.setQueryData(['operation', operation.id], operation);
      void client.invalidateQueries({ queryKey: ['list'] });
    },
    onError: sayWrong,
  });
  return {
    retry: ({ id }) => {
      mutate({ id, verb: 'retry' });
    },
    cancel: ({ id }) => {
      mutate({ id, verb: 'cancel' });
    },
    busy: isPending,
  };
}

export function isRestartable({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'errored' || state === 'disabled';
}

export function isCancelable({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'queued' || isRestartable({ state });
}
