// Writers that commit in another order than they began, and readers that follow the log meanwhile: the ground of
// pull-10, short as a flow and long as a bench.
import type pg from 'pg';
import { apiClient } from '../infra/api-client.js';
import { waitFor } from '../infra/wait-for.js';

export interface Race {
  readonly url: string;
  readonly token: string;
  readonly projectId: string;
  readonly pool: pg.Pool;
  readonly writers: number;
  readonly readers: number;
  /** At least; longer where so many commits have not come late by then: without them the race proves nothing. */
  readonly forMs: number;
  readonly lateAtLeast: number;
}

export interface Raced {
  /** Per reader: the ids of the entries in the order in which it got them. */
  readonly seen: readonly (readonly string[])[];
  /** Ids of all entries by position: what every reader must have seen. */
  readonly log: readonly string[];
  /** Entries whose id is lower than that of an entry before them: commits that came late. */
  readonly late: number;
}

interface Page {
  readonly items: readonly { readonly id: string; readonly position: string }[];
  readonly next: string | null;
  readonly pointer: string;
}

/** How long a slow transaction stays open with its ids taken: long against a reader's round. */
const HELD_OPEN_MS = 60;
/** On a machine that does much else, commits come slowly. */
const LONGEST_WAIT_MS = 20_000;
const ASK_EVERY_MS = 500;

export async function raceChangeLog(race: Race): Promise<Raced> {
  const ends = Date.now() + race.forMs;
  const state = { goesOn: true, written: false };
  const writing = Promise.all(Array.from({ length: race.writers }, (_, index) => write(race, index, state)));
  const reading = Promise.all(Array.from({ length: race.readers }, () => read(race, state)));
  try {
    await waitFor(async () => Date.now() >= ends && lateOnes(await idsOf(race)) >= race.lateAtLeast, {
      timeoutMs: race.forMs + LONGEST_WAIT_MS,
      everyMs: ASK_EVERY_MS,
      describe: `${race.lateAtLeast} entries to be committed late`,
    });
  } finally {
    state.goesOn = false;
    await writing;
    state.written = true;
  }
  const seen = await reading;
  const log = await idsOf(race);
  return { seen, log, late: lateOnes(log) };
}

async function idsOf({ pool }: Race): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('SELECT id::text FROM change_log ORDER BY position');
  return rows.map(({ id }) => id);
}

/** One in five holds its transaction open, so that its ids become visible after higher ones. */
async function write(
  { url, token, projectId, pool }: Race,
  index: number,
  state: { readonly goesOn: boolean },
): Promise<void> {
  const api = apiClient(url, token);
  while (state.goesOn) {
    if (index % 5 === 0) {
      await holdOpen(pool, projectId);
    } else {
      const { status } = await api.post(`/api/v1/projects/${projectId}/tasks`, {
        title: `By writer ${index}`,
      });
      if (status !== 201) throw new Error(`A task was answered with ${status}.`);
    }
  }
}

async function holdOpen(pool: pg.Pool, projectId: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO change_log (project_id, kind, record_id, event, version, fields)
       VALUES ($1, 'task', gen_random_uuid(), 'updated', 1, '{}'), ($1, 'task', gen_random_uuid(), 'updated', 2, '{}')`,
      [projectId],
    );
    await client.query(`SELECT pg_sleep(random() * ${HELD_OPEN_MS / 1000})`);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

async function read({ url, token }: Race, state: { readonly written: boolean }): Promise<string[]> {
  const api = apiClient(url, token);
  const ids: string[] = [];
  let after = '0';
  for (;;) {
    const last = state.written; // asked before the page: what was written before it must be on it
    const { body } = await api.get<Page>(`/api/v1/changes?after=${after}&limit=200`);
    ids.push(...body.items.map(({ id }) => id));
    after = body.pointer;
    if (last && body.next === null) return ids;
  }
}

function lateOnes(ids: readonly string[]): number {
  let highest = 0n;
  let late = 0;
  for (const id of ids.map(BigInt)) {
    if (id < highest) late += 1;
    else highest = id;
  }
  return late;
}
