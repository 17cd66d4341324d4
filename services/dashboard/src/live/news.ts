// What the stream tells, and which question on a page it concerns. A question says itself what it hears of.
export type Topic =
  'operations' | 'records' | 'deliveries' | 'conflicts' | 'repos' | 'installations' | 'audit';

export interface News {
  readonly topics: readonly Topic[];
  /** Operations that moved, and their tasks; null = too many to name. */
  readonly operations: readonly string[] | null;
  readonly tasks: readonly string[] | null;
}

export interface Hears {
  readonly topics: readonly Topic[];
  /** Only this operation's moves concern it. */
  readonly operation?: string;
  /** Only moves of this task's operations concern it. */
  readonly task?: string;
  /** It is not asked again sooner than this after its last answer, however much happens. */
  readonly calmMs: number;
}

export function concerns({ topics, operation, task }: Hears, news: News): boolean {
  return topics.some(
    (topic) =>
      news.topics.includes(topic) &&
      (topic !== 'operations' || (names(news.operations, operation) && names(news.tasks, task))),
  );
}

function names(moved: readonly string[] | null, id: string | undefined): boolean {
  return id === undefined || moved === null || moved.includes(id);
}
