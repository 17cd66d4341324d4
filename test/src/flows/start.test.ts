// What keeps a service from starting is one clear sentence with its mend, and exit code 1; and a stop is graceful.
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { freePort } from '@tandem/tools/free-port.js';
import { runStatement } from '@tandem/tools/postgres.js';
import { repoRoot } from '@tandem/tools/repo-root.js';
import { createDatabase, createEmptyDatabase, dropDatabase, type TestDatabase } from '../infra/databases.js';
import { testServers } from '../infra/servers.js';

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

describe('start', () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  before(async () => {
    database = await createDatabase('start');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    env = {
      ...database.env,
      GITHUB_API_URL: 'http://127.0.0.1:9',
      GITHUB_APP_ID: '1',
      GITHUB_APP_PRIVATE_KEY: privateKey
        .export({ type: 'pkcs1', format: 'pem' })
        .toString()
        .replaceAll('\n', '\\n'),
      GITHUB_WEBHOOK_SECRET: 'old,new',
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      WORKER_PORT: String(await freePort()),
    };
  });
  after(() => database.drop());

  const run = (service: string, environment: Record<string, string>): Promise<Ended> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [path.join(repoRoot, 'services', service, 'dist', 'main.js')], {
        cwd: testServers().folder,
        env: { PATH: process.env['PATH'], ...environment },
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('exit', (code) => {
        resolve({ code, output });
      });
    });
  const without = (...names: string[]): Record<string, string> =>
    Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

  for (const service of ['ingest', 'sync-worker']) {
    it(`${service}: every missing or malformed variable is named, all together`, async () => {
      const { code, output } = await run(service, {
        ...without('DATABASE_URL', 'GITHUB_APP_ID'),
        PORT: 'harbour',
        GITHUB_APP_PRIVATE_KEY: 'not a key',
      });
      expect(code).to.equal(1);
      for (const name of [
        'DATABASE_URL is missing',
        'GITHUB_APP_ID is missing',
        'PORT is malformed',
        'GITHUB_APP_PRIVATE_KEY is malformed',
      ]) {
        expect(output).to.include(name);
      }
      expect(output).to.not.include('not a key');
      expect(output, 'a sentence, not a stack').to.not.match(/\n\s+at /);
    });

    it(`${service}: payloads kept for less than GitHub redelivers are refused with what would do`, async () => {
      const { code, output } = await run(service, { ...env, TANDEM_KEEP_PAYLOADS_DAYS: '2' });
      expect(code).to.equal(1);
      expect(output).to.include(
        'TANDEM_KEEP_PAYLOADS_DAYS is malformed: must be 0 (kept for ever) or from 3, for as long GitHub redelivers',
      );
    });

    it(`${service}: a taken port is named with the variable that moves it`, async () => {
      const taken = createServer();
      const port = await new Promise<number>((resolve) => {
        taken.listen(0, '127.0.0.1', () => {
          resolve((taken.address() as { port: number }).port);
        });
      });
      const variable = service === 'ingest' ? 'PORT' : 'WORKER_PORT';
      const { code, output } = await run(service, { ...env, [variable]: String(port) });
      taken.close();
      expect(code).to.equal(1);
      expect(output).to.include(
        `Port ${port} is taken by another program: stop it, or set ${variable} to a free port.`,
      );
    });

    it(`${service}: an unreachable database is named by its place, never by its password`, async () => {
      const port = await freePort();
      const { code, output } = await run(service, {
        ...env,
        DATABASE_URL: `postgresql://tandem:s3cret@127.0.0.1:${port}/tandem`,
      });
      expect(code).to.equal(1);
      expect(output).to.include(`PostgreSQL cannot be reached at 127.0.0.1:${port} (DATABASE_URL)`);
      expect(output).to.not.include('s3cret');
    });

    it(`${service}: a database without tables says how they are made`, async () => {
      const empty = await createEmptyDatabase('untouched');
      const { code, output } = await run(service, { ...env, DATABASE_URL: empty.databaseUrl });
      await dropDatabase(empty.name);
      expect(code).to.equal(1);
      expect(output).to.include('npm run migrate');
    });

    it(`${service}: a database of an older version says how it is brought up to this one`, async () => {
      const older = await createDatabase('older');
      await runStatement(
        older.databaseUrl,
        'DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)',
      );
      const { code, output } = await run(service, { ...env, DATABASE_URL: older.databaseUrl });
      await older.drop();
      expect(code).to.equal(1);
      expect(output).to.include('npm run migrate');
    });

    it(`${service}: a Redis that is named but cannot be reached is an error, not a fallback`, async () => {
      const port = await freePort();
      const { code, output } = await run(service, { ...env, REDIS_URL: `redis://127.0.0.1:${port}` });
      expect(code).to.equal(1);
      expect(output).to.include(`Redis cannot be reached at 127.0.0.1:${port} (REDIS_URL)`);
    });
  }

  it('production: the secrets that nobody would find again must be given', async () => {
    const { code, output } = await run('ingest', {
      ...without('APP_SECRET', 'ADMIN_TOKEN'),
      NODE_ENV: 'production',
    });
    expect(code).to.equal(1);
    expect(output).to.include('APP_SECRET is missing').and.to.include('ADMIN_TOKEN is missing');
  });
});
