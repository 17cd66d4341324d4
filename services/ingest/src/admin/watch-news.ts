// Looks for news while somebody listens, once per process however many listen, and not at all while nobody does. Nothing
// on the way of an operation knows of it: what moved is read from the rows that are written anyway.
import type { Database } from '@tandem/shared/db/prisma.js';
import {
  readMarks,
  readMoves,
  tasksOfOperations,
  TOPICS,
  type Marks,
  type Move,
  type Moves,
  type Topic,
} from '@tandem/shared/db/reads/read-news.js';
import type { Log } from '@tandem/shared/ports/log.js';
import { pause } from '../changes/watch-changes.js';

/** What happens within one step is told as one piece of news. */
export const STEP_MS = 300;
/** Entries of the timeline that are looked at again, for one with a low id may commit after one with a high id. */
const OVERLAP = 500n;
/** PostgreSQL's greatest bigint. */
const NOTHING_BEYOND = 2n ** 63n - 1n;
/** More moves than this in one step are not named: who listens looks at all of it. */
const NAMED = 100;

export interface News {
  readonly topics: readonly Topic[];
  /** Operations that moved and the tasks they belong to; null = too many to name. */
  readonly operations: readonly string[] | null;
  readonly tasks: readonly string[] | null;
}

export interface NewsWatch {
  /** Resolves once nothing that commits from now on can be missed. The answer ends it. */
  listen(hear: (news: News) => void): Promise<() => void>;
  stop(): Promise<void>;
}

export function watchNews(database: Database, log: Log): NewsWatch {
  const listeners = new Set<(news: News) => void>();
  const ending = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let beginning: Promise<Memory> | null = null;

  const loop = async (begun: Promise<Memory>): Promise<void> => {
    let memory = await begun;
    let well = true;
    while (listeners.size > 0 && !ending.signal.aborted) {
      await pause(STEP_MS, ending.signal);
      try {
        const looked = await look(database, memory);
        memory = looked.memory;
        if (looked.news !== null) for (const hear of listeners) hear(looked.news);
        well = true;
      } catch (error) {
        if (well) log.warn('News for the dashboard cannot be read; it is tried again', { error });
        well = false;
      }
    }
    beginning = null;
  };

  return {
    async listen(hear) {
      listeners.add(hear);
      if (beginning === null) {
        beginning = remember(database);
        running = loop(beginning).catch(() => {
          beginning = null;
        });
      }
      try {
        await beginning;
      } catch (error) {
        listeners.delete(hear);
        throw error;
      }
      return () => {
        listeners.delete(hear);
      };
    },
    async stop() {
      ending.abort();
      await running;
    },
  };
}

interface Memory {
  readonly marks: Marks;
  /** The timeline is looked at from here on. */
  readonly beyond: bigint;
  readonly moves: Moves;
  /** Ids beyond `beyond` that were told already. */
  readonly told: ReadonlySet<bigint>;
}

async function remember(database: Database): Promise<Memory> {
  const { marks, moves } = await readMarks(database, NOTHING_BEYOND);
  return { marks, ...(await lookBack(database, moves.head)).memory };
}

async function look(
  database: Database,
  memory: Memory,
): Promise<{ readonly memory: Memory; readonly news: News | null }> {
  const { marks, moves } = await readMarks(database, memory.beyond);
  const others = TOPICS.filter((topic) => topic !== 'operations' && marks[topic] !== memory.marks[topic]);
  if (moves.head === memory.moves.head && moves.count === memory.moves.count) {
    const news = others.length === 0 ? null : { topics: others, operations: [], tasks: [] };
    return { memory: { ...memory, marks }, news };
  }
  const { memory: next, seen } = await lookBack(database, moves.head);
  const fresh = seen.filter(({ id }) => !memory.told.has(id));
  const named = next.beyond <= memory.moves.head && fresh.length <= NAMED;
  const operations = named ? [...new Set(fresh.map(({ operationId }) => operationId))] : null;
  const tasks = operations === null ? null : await tasksOfOperations(database, operations);
  return { memory: { marks, ...next }, news: { topics: ['operations', ...others], operations, tasks } };
}

/** The end of the timeline: what is in it counts as told. */
async function lookBack(
  database: Database,
  head: bigint,
): Promise<{ readonly memory: Omit<Memory, 'marks'>; readonly seen: readonly Move[] }> {
  const beyond = head - OVERLAP;
  const seen = await readMoves(database, beyond, Number(OVERLAP) * 2);
  const moves = { head: seen.at(-1)?.id ?? head, count: seen.length };
  return { memory: { beyond, moves, told: new Set(seen.map(({ id }) => id)) }, seen };
}
