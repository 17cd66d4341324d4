// `npm run migrate`: applies every migration that the database does not have yet. Safe to run again and from several
// machines at once: they wait for each other, and an applied migration is never applied twice. One that was cut off is
// begun again.
import { oneAtATime } from './one-at-a-time.js';
import { repeatCutOff } from './repeat-cut-off.js';
import { openSchemaEngine, NO_FILTER, readMigrations } from './schema-engine.js';

const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl === undefined || databaseUrl === '') {
  console.error(
    'DATABASE_URL is missing: set it to the PostgreSQL to migrate, e.g. postgresql://user:password@localhost:5432/tandem',
  );
  process.exit(1);
}

try {
  const { appliedMigrationNames } = await oneAtATime(databaseUrl, async () => {
    const engine = await openSchemaEngine(databaseUrl);
    const migrationsList = await readMigrations();
    await repeatCutOff(engine, migrationsList);
    return engine.applyMigrations({ migrationsList, filters: NO_FILTER });
  });
  console.log(
    appliedMigrationNames.length === 0
      ? 'The database is up to date.'
      : `Applied ${appliedMigrationNames.length}: ${appliedMigrationNames.join(', ')}.`,
  );
  process.exit(0);
} catch (error) {
  console.error(
    `The database could not be migrated: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
}
