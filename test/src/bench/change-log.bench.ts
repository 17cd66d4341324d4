// pull-10 for a minute: fifty writers, of whom ten commit late, and five readers. Throws where a reader missed or
// doubled an entry, or saw another order.
import pg from 'pg';
import { startPair } from '../infra/pair.js';
import { raceChangeLog } from '../load/change-log-race.js';
import type { Bench } from './bench.js';

const MINUTE_MS = 60_000;
const WRITERS = 50;
const READERS = 5;

export const bench: Bench = {
  name: `change log: ${WRITERS} writers and ${READERS} readers for ${MINUTE_MS / 1000} s`,
  async run() {
    const pair = await startPair('race', { worker: false, connect: false });
    const pool = new pg.Pool({ connectionString: pair.database.databaseUrl, max: 12 });
    const { seen, log, late } = await raceChangeLog({
      url: pair.ingest.url,
      token: pair.env['ADMIN_TOKEN'] ?? '',
      projectId: pair.projectId,
      pool,
      writers: WRITERS,
      readers: READERS,
      forMs: MINUTE_MS,
      lateAtLeast: 100,
    });
    const wrong = seen.filter((ids) => ids.join() !== log.join()).length;
    console.log(
      `${log.length} entries, ${late} of them committed late; ${READERS} readers, ${wrong} with a gap`,
    );
    await pool.end();
    await pair.stop();
    if (wrong > 0) throw new Error(`${wrong} readers missed or doubled an entry.`);
  },
};
