// What the suites of the API do again and again.
import { expect } from 'chai';
import type { OperationView } from '@tandem/shared/db/reads/read-operations.js';
import type { TaskView } from '@tandem/shared/db/reads/read-tasks.js';
import type { Answer, Api, Made } from './api-harness.js';

export type Page<T> = Readonly<{ items: readonly T[]; next: string | null }>;
export type Problem = Readonly<{ detail: string; errors: readonly { field: string; message: string }[] }>;

type TaskMaker = (fields?: object, projectId?: string) => Promise<TaskView>;

/** Takes a function, because a suite has its API only once it runs. */
export function taskMaker(suite: () => { readonly api: Api; readonly made: Made }): TaskMaker {
  return async (fields = {}, projectId = suite().made.projectId) => {
    const path = `/projects/${projectId}/tasks`;
    const answer = await suite().api.call<TaskView>('POST', path, { title: 'T', ...fields });
    expect(answer.status).to.equal(201);
    return answer.body;
  };
}

/** Newest first. */
export function operationsReader(api: () => Api): (taskId: string) => Promise<readonly OperationView[]> {
  return async (taskId) =>
    (await api().call<Page<OperationView>>('GET', `/operations?taskId=${taskId}`)).body.items;
}

/** What a worker would have made of the queued ones. */
export function stateSetter(
  api: () => Api,
): (taskId: string, state: 'errored' | 'completed' | 'processing') => Promise<unknown> {
  return (taskId, state) =>
    api().database.taskSyncOperation.updateMany({ where: { taskId, state: 'queued' }, data: { state } });
}

/** The fields that a refusal names. */
export function fieldsOf(answer: Answer<unknown>): string[] {
  return (answer.body as Problem).errors.map(({ field }) => field);
}
