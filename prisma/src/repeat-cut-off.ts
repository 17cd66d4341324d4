// A migration that was cut off (its process was killed, its server restarted) stands in Prisma's table as failed, and
// nothing would be applied any more. Every migration may be run again from its beginning, so that is what happens.
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import { NO_FILTER } from './schema-engine.js';

/** To be called by the only one that migrates: a migration under way looks like one that was cut off. */
export async function repeatCutOff(engine: SchemaEngine, migrationsList: MigrationList): Promise<void> {
  const { failedMigrationNames } = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTER,
  });
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
}
