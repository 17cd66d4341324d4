// `npm run migrate`: applies every migration that the database does not have yet. Safe to run again and from several
// machines at once: the engine takes a lock, and an applied migration is never applied twice.
import { openSchemaEngine, NO_FILTER, readMigrations } from './schema-engine.js';

const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl === undefined || databaseUrl === '') {
  console.error(
    'DATABASE_URL is missing: set it to the PostgreSQL to migrate, e.g. postgresql://user:password@localhost:5432/tandem',
  );
  process.exit(1);
}

try {
  const engine = await openSchemaEngine(databaseUrl);
  const { appliedMigrationNames } = await engine.applyMigrations({
    migrationsList: await readMigrations(),
    filters: NO_FILTER,
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
