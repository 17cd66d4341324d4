// The ground that the flows stand on, on the real thing.
import { expect } from 'chai';
import pg from 'pg';
import {
  createDatabase,
  createEmptyDatabase,
  dropDatabase,
  migrate,
  type TestDatabase,
} from './databases.js';
import { testServers } from './servers.js';
import { waitFor, WaitTimeout } from './wait-for.js';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Columns, indexes and constraints. */
function schemaOf(url: string): Promise<unknown[]> {
  return query(
    url,
    `SELECT format('%s.%s %s', table_name, column_name, data_type) AS is FROM information_schema.columns WHERE table_schema = 'public'
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
     UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint ORDER BY 1`,
  );
}

describe('test infrastructure', () => {
  const made: TestDatabase[] = [];
  after(() => Promise.all(made.map((database) => database.drop())));

  it('two suites do not see each other’s rows', async () => {
    const [one, two] = await Promise.all([createDatabase('one'), createDatabase('two')]);
    made.push(one, two);
    await query(one.databaseUrl, 'CREATE TABLE only_here (id int)');
    const found = await query(two.databaseUrl, `SELECT 1 FROM pg_tables WHERE tablename = 'only_here'`);
    expect(found).to.be.empty;
  });

  it('two suites do not share a Redis database', async function () {
    if (testServers().redis === undefined) this.skip();
    const [one, two] = await Promise.all([createDatabase(), createDatabase()]);
    made.push(one, two);
    expect(one.redisUrl).to.be.a('string').and.not.equal(two.redisUrl);
  });

  it('a new database is migrated', async () => {
    const database = await createDatabase('migrated');
    made.push(database);
    const applied = await query(database.databaseUrl, 'SELECT migration_name FROM _prisma_migrations');
    expect(applied).to.not.be.empty;
  });

  it('two migrations at once wait for each other, also where an index is made without a lock', async () => {
    const { name, databaseUrl } = await createEmptyDatabase('twice');
    await Promise.all([migrate(databaseUrl), migrate(databaseUrl)]);
    const indexes = await query(databaseUrl, 'SELECT 1 FROM pg_index WHERE NOT indisvalid');
    await dropDatabase(name);
    expect(indexes).to.deep.equal([]);
  });

  it('a migration that was cut off is run again from its beginning, whichever it was and however far it came', async () => {
    const { name, databaseUrl } = await createEmptyDatabase('cut_off');
    await migrate(databaseUrl);
    const names = (await query(
      databaseUrl,
      // What came before them is the first schema, made on a database that nobody uses yet.
      `SELECT migration_name AS name FROM _prisma_migrations WHERE migration_name >= '20261125' ORDER BY 1`,
    )) as { name: string }[];
    expect(names).to.not.be.empty;
    const tables = await schemaOf(databaseUrl);
    for (const { name: cutOff } of names) {
      await query(
        databaseUrl,
        `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '${cutOff}'`,
      );
      await migrate(databaseUrl);
    }
    const unfinished = await query(
      databaseUrl,
      'SELECT 1 FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
    );
    expect(unfinished).to.deep.equal([]);
    expect(await schemaOf(databaseUrl), 'it is as if nothing had happened').to.deep.equal(tables);
    await dropDatabase(name);
  }).timeout(60_000);

  it('a database is dropped although a connection is open', async () => {
    const { name, databaseUrl } = await createEmptyDatabase('busy');
    const client = new pg.Client({ connectionString: databaseUrl });
    client.on('error', () => undefined); // the server ends this connection, which is the point
    await client.connect();
    await dropDatabase(name);
    const left = await query(
      testServers().databaseUrlFor('postgres'),
      `SELECT 1 FROM pg_database WHERE datname = '${name}'`,
    );
    expect(left).to.be.empty;
  });

  it('text is compared by code point and case is folded beyond ASCII, whatever locales the machine has', async () => {
    const rows = await query(
      testServers().databaseUrlFor('postgres'),
      `SELECT 'Z' < 'a' AS bytes, lower('ÄÖ') AS folded, current_setting('server_encoding') AS encoding`,
    );
    expect(rows).to.deep.equal([{ bytes: true, folded: 'äö', encoding: 'UTF8' }]);
  });

  it('a wait that is not fulfilled says what it waited for', async () => {
    const error: unknown = await waitFor(() => false, { timeoutMs: 20, describe: 'the moon' }).catch(
      (it: unknown) => it,
    );
    expect(error).to.be.instanceOf(WaitTimeout).with.property('message', 'waited 0.02 s for the moon');
  });
});
