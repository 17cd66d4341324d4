// `make up` after install and build, as processes of this machine: in a copy of the checkout, with a PostgreSQL of its
// own, so that neither a stack of the developer's nor their build is touched.
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { freePort } from '@tandem/tools/free-port.js';
import { repoRoot } from '@tandem/tools/repo-root.js';
import type { LocalStack } from '@tandem/tools/stack-state.js';

const WORKSPACES = [
  ['@tandem/shared', 'shared'],
  ['@tandem/migrations', 'prisma'],
  ['@tandem/tools', 'tools'],
  ['@tandem/ingest', 'services/ingest'],
  ['@tandem/sync-worker', 'services/sync-worker'],
  ['@tandem/github-sim', 'services/github-sim'],
  ['@tandem/dashboard', 'services/dashboard'],
] as const;

describe('make up', function () {
  this.timeout(180_000);
  let root: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    root = mkdtempSync(path.join(os.tmpdir(), 'tandem-checkout-'));
    chmodSync(root, 0o755); // PostgreSQL may run as another account
    copyCheckout(root);
    const ports = { PORT: await freePort(), WORKER_PORT: await freePort(), SIM_PORT: await freePort() };
    env = { PATH: process.env['PATH'], HOME: process.env['HOME'], MODE: 'local' };
    for (const [name, port] of Object.entries(ports)) env[name] = String(port);
  });
  after(async () => {
    await run('down');
    rmSync(root, { recursive: true, force: true });
  });

  const run = (command: 'up' | 'down'): Promise<{ readonly code: number | null; readonly output: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [path.join(root, 'tools/dist', `${command}.js`)], {
        cwd: root,
        env,
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      }
      child.on('exit', (code) => {
        resolve({ code, output });
      });
    });
  const stack = (): LocalStack =>
    JSON.parse(readFileSync(path.join(root, '.local/run/stack.json'), 'utf8')) as LocalStack;
  const projects = async (): Promise<readonly { readonly id: string }[]> => {
    const token = readFileSync(path.join(root, '.local/admin-token'), 'utf8').trim();
    const answer = await fetch(`${stack().urls.ingest}/api/v1/projects`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await answer.json()) as { items: { id: string }[] }).items;
  };

  it('what runs is left alone while it is what was built, and restarted with its data when it is not', async () => {
    const first = await run('up');
    expect(first.code, first.output).to.equal(0);
    const began = stack();
    const made = await projects();
    expect(made).to.have.length(1);

    const again = await run('up');
    expect(again.output).to.include('Already running');
    expect(stack().processes).to.deep.equal(began.processes);

    appendFileSync(path.join(root, 'services/ingest/dist/main.js'), '\n// built anew\n');
    const rebuilt = await run('up');
    expect(rebuilt.code, rebuilt.output).to.equal(0);
    expect(rebuilt.output).to.include('built from other files').and.not.include('Already running');
    const before = new Set(began.processes.map(({ identity }) => identity.pid));
    expect(stack().processes).to.have.length(before.size);
    expect(stack().processes.filter(({ identity }) => before.has(identity.pid))).to.deep.equal([]);
    expect(await projects()).to.deep.equal(made);
  });
});

/** What was built is copied, packages are the checkout's own. */
function copyCheckout(to: string): void {
  for (const [, folder] of WORKSPACES) {
    for (const part of [
      'package.json',
      'dist',
      'migrations',
      'schema.prisma',
      'public',
      'contract',
      'node_modules',
    ]) {
      copy(path.join(repoRoot, folder, part), path.join(to, folder, part));
    }
  }
  copy(path.join(repoRoot, 'package-lock.json'), path.join(to, 'package-lock.json'));
  copy(path.join(repoRoot, 'package.json'), path.join(to, 'package.json'));
  mkdirSync(path.join(to, 'node_modules/@tandem'), { recursive: true });
  for (const name of readdirSync(path.join(repoRoot, 'node_modules'))) {
    if (name !== '@tandem')
      symlinkSync(path.join(repoRoot, 'node_modules', name), path.join(to, 'node_modules', name));
  }
  for (const [name, folder] of WORKSPACES) {
    symlinkSync(path.join(to, folder), path.join(to, 'node_modules', name));
  }
}

function copy(from: string, to: string): void {
  if (existsSync(from)) cpSync(from, to, { recursive: true });
}
