// Prisma's official schema engine, compiled to WebAssembly and run over the pg driver adapter: the same engine and
// the same `_prisma_migrations` table as the CLI's, without the binary that the CLI would download.
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

/** The folder that holds schema.prisma and migrations/, seen from the compiled file. */
export const PRISMA_FOLDER = path.resolve(import.meta.dirname, '..');

/** Nothing of ours lies outside Prisma's knowledge: no table is left out of a comparison. */
export const NO_FILTER = { externalTables: [], externalEnums: [] };

/** Opens the engine on a database. The caller frees it. */
export async function openSchemaEngine(databaseUrl: string): Promise<SchemaEngine> {
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  await loadEngine();
  return glue.SchemaEngine.new({ datamodels: await readSchema() }, () => undefined, adapter);
}

/** `[path, content]` of the schema, as the engine wants it. */
export async function readSchema(): Promise<[string, string][]> {
  const file = path.join(PRISMA_FOLDER, 'schema.prisma');
  return [[file, await readFile(file, 'utf8')]];
}

/** Every migration on disk, in the order of their names, which is the order in which they are applied. */
export async function readMigrations(): Promise<MigrationList> {
  const baseDir = path.join(PRISMA_FOLDER, 'migrations');
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(path.join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(path.join(baseDir, name, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}

/**
 * Instantiates the engine by hand: the package's own entry imports the .wasm file as a module, which Node takes only
 * behind a flag.
 */
async function loadEngine(): Promise<void> {
  const file = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')),
    'schema_engine_bg.wasm',
  );
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
}
