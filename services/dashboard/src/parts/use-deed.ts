// Something a person does: it is said that it is done, or why not, and what is in sight is read again.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { say, sayWrong } from './toasts';

export interface Deed<Given> {
  readonly start: (given: Given) => void;
  readonly busy: boolean;
  /** Why it was not done, until it is tried again. */
  readonly problem: Error | null;
}

export function useDeed<Answer, Given = void>({
  act,
  done,
  after,
  showsProblem = false,
}: {
  readonly act: (given: Given) => Promise<Answer>;
  /** What is said when it is done. */
  readonly done: (answer: Answer, given: Given) => string;
  readonly after?: () => void;
  /** Whoever asks shows the problem where it arose, and nothing else does. */
  readonly showsProblem?: boolean;
}): Deed<Given> {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: act,
    onSuccess: (answer, given) => {
      say('done', done(answer, given));
      after?.();
      void client.invalidateQueries();
    },
    onError: (problem) => {
      if (!showsProblem) sayWrong(problem);
    },
  });
  return { start: mutate, busy: isPending, problem: error };
}
