// `npm run migrate:draft -- <name>`: writes the next migration: what schema.prisma says now and the committed one did
// not. Partial indexes and checks are unknown to Prisma and are written by hand; read the draft before you commit it.
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NO_FILTER, openSchemaEngine, PRISMA_FOLDER, readSchema } from './schema-engine.js';

// Any PostgreSQL will do: the engine connects, although it compares two files and changes nothing.
const databaseUrl = process.env['DATABASE_URL'];
const name = process.argv[2];
if (databaseUrl === undefined || databaseUrl === '' || name === undefined) {
  console.error('Usage: DATABASE_URL=postgresql://… npm run migrate:draft -- <name>');
  process.exit(1);
}

const now = (await readSchema()).map(([file, content]) => ({ path: file, content }));
const committed = spawnSync('git', ['show', 'HEAD:prisma/schema.prisma'], {
  cwd: PRISMA_FOLDER,
  encoding: 'utf8',
});
const engine = await openSchemaEngine(databaseUrl);
const { stdout } = await engine.diff({
  from:
    committed.status === 0
      ? { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: committed.stdout }] }
      : { tag: 'empty' },
  to: { tag: 'schemaDatamodel', files: now },
  script: true,
  exitCode: null,
  filters: NO_FILTER,
});
const stamp = new Date()
  .toISOString()
  .replaceAll(/[-:TZ]/g, '')
  .slice(0, 14);
const folder = path.join(PRISMA_FOLDER, 'migrations', `${stamp}_${name}`);
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, 'migration.sql'), stdout ?? '');
console.log(`Wrote ${path.relative(process.cwd(), folder)}/migration.sql; read it before you commit it.`);
process.exit(0);
