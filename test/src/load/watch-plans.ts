// The plans of the statements that a service runs, from the log of its PostgreSQL: as they were run, with the values
// that they had, and not as an EXPLAIN by hand would guess them.
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { TestDatabase } from '../infra/databases.js';

export interface Plan {
  /** Every index that was used, once. A table that was read whole stands as `(table)`. */
  readonly indexes: readonly string[];
  /** By table: rows that were read, also those that a filter then put aside. A table that no scan touched is missing. */
  readonly rowsRead: Readonly<Record<string, number>>;
  readonly text: string;
}

export interface PlanWatch {
  /** What the work made PostgreSQL do. The work is done twice: the first opens the sessions that are watched. */
  of(work: () => Promise<unknown>): Promise<Plan>;
  end(): Promise<void>;
}

/** Tables of a handful of rows are read whole because that is fastest. */
const SMALL = /^(github_repos|github_app_installations|projects|api_tokens|users|push_subscriptions)$/;
const LONGEST_TEXT = 12_000;

export async function watchPlans({ databaseUrl, name }: TestDatabase, logFile: string): Promise<PlanWatch> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const settings = {
    session_preload_libraries: `'auto_explain'`,
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_buffers': 'on',
    'auto_explain.log_timing': 'off',
  };
  for (const [setting, value] of Object.entries(settings)) {
    await client.query(`ALTER DATABASE "${name}" SET ${setting} = ${value}`);
  }
  // Sessions read this when they begin: those of the pools are ended, and they open new ones.
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
    [name],
  );
  return {
    async of(work) {
      await work().catch(() => undefined);
      const before = readFileSync(logFile, 'utf8').length;
      await work();
      const text = longestFirst(readFileSync(logFile, 'utf8').slice(before));
      return { indexes: indexesOf(text), rowsRead: rowsReadIn(text), text: text.slice(0, LONGEST_TEXT) };
    },
    async end() {
      for (const setting of Object.keys(settings)) {
        await client.query(`ALTER DATABASE "${name}" RESET ${setting}`);
      }
      await client.end();
    },
  };
}

/** What a service does by itself all the time, whoever reads: numbering, normalizing, pushing. */
const BACKGROUND = /position IS NULL|push_subscriptions|state = 'pending'|state IN \('pending'/;

function longestFirst(log: string): string {
  const entries = log.split(/^.*LOG: {2}duration: /m).slice(1);
  return entries
    .filter((entry) => !BACKGROUND.test(entry))
    .sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a))
    .join('\n');
}

function indexesOf(plans: string): string[] {
  const used = new Set<string>();
  for (const [, index, bitmap, table] of plans.matchAll(
    /Index (?:Only )?Scan(?: Backward)? using "?(\w+)|Bitmap Index Scan on "?(\w+)|Seq Scan on "?(\w+)/g,
  )) {
    if (table !== undefined && SMALL.test(table)) continue;
    const name = index ?? bitmap ?? `(${table ?? ''})`;
    if (name !== 'api_tokens_token_hash_key' && !/_pkey$/.test(name)) used.add(name);
  }
  return [...used];
}

/** PostgreSQL says per loop, as a mean, what a scan found and what its filter removed. */
function rowsReadIn(plans: string): Record<string, number> {
  const read: Record<string, number> = {};
  let scan = { table: '', loops: 0 };
  const count = (rows: string | undefined): void => {
    read[scan.table] = (read[scan.table] ?? 0) + Number(rows) * scan.loops;
  };
  for (const line of plans.split('\n')) {
    const found = /\(actual rows=([\d.]+) loops=(\d+)\)/.exec(line);
    const removed = /Rows Removed by (?:Filter|Index Recheck): (\d+)/.exec(line);
    if (found !== null) {
      const table = /(?:Seq|Index|Only|Heap) Scan(?: Backward)?(?: using \S+)? on "?(\w+)/.exec(line)?.[1];
      const isRead = table !== undefined && !line.includes('Bitmap Index Scan');
      scan = isRead ? { table, loops: Number(found[2]) } : { table: '', loops: 0 };
      if (isRead) count(found[1]);
    } else if (removed !== null && scan.table !== '') count(removed[1]);
  }
  return read;
}
