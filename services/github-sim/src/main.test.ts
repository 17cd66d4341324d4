// The simulator as a process: it says when it is ready, stops when asked, and refuses in one clear sentence.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startTestSimulator } from './testing/start-test-simulator.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));

describe('the process', function () {
  this.timeout(20_000);
  let folder: string;

  const run = (env: Record<string, string>) =>
    spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], PORT: '0', GITHUB_SIM_DIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  async function refusal(env: Record<string, string>): Promise<{ code: unknown; lines: string[] }> {
    const child = run(env);
    let text = '';
    child.stderr.on('data', (part: Buffer) => (text += part.toString()));
    const [code] = (await once(child, 'close')) as unknown[];
    return { code, lines: text.trim().split('\n') };
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'github-sim-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('serves, leaves the credentials, and stops on SIGTERM', async () => {
    const child = run({ GITHUB_SIM_WEBHOOK_URL: 'http://127.0.0.1:1/' });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /at (\S+),/.exec(line.toString())?.[1];
    const health = await fetch(`${String(url)}/healthz`);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as unknown[];
    expect([health.status, code]).to.deep.equal([200, 0]);
    expect(await readFile(path.join(folder, 'app.env'), 'utf8')).to.include(
      `GITHUB_API_URL=${String(url)}\n`,
    );
  });

  it('a taken port is one sentence and exit code 1', async () => {
    const other = await startTestSimulator();
    const { code, lines } = await refusal({ PORT: new URL(other.url).port });
    await other.close();
    expect(code).to.equal(1);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^Port \d+ is taken/);
  });

  it('production is refused with one sentence and exit code 1', async () => {
    const { code, lines } = await refusal({ NODE_ENV: 'production' });
    expect([code, lines.length]).to.deep.equal([1, 1]);
  });
});
