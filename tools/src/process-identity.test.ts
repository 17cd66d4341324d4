import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endProcess, identify, isRunning, signal, startTicksOf } from './process-identity.js';

async function sleeper(
  script = 'setInterval(() => {}, 1000)',
): Promise<{ pid: number; ended: Promise<unknown[]> }> {
  const child = spawn(process.execPath, ['-e', `${script}; console.log('ready')`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return { pid: child.pid!, ended };
}

describe('process identity', () => {
  it('a process is itself', () => {
    expect(isRunning(identify(process.pid)!)).to.equal(true);
  });

  it('a pid that now belongs to another process gets no signal', async () => {
    const { pid, ended } = await sleeper();
    expect(signal({ pid, startedAt: 'before' }, 'SIGKILL')).to.equal(false);
    expect(identify(pid)).to.not.equal(undefined);
    expect(signal(identify(pid)!, 'SIGKILL')).to.equal(true);
    await ended;
  });

  it('a process that has ended is not running', async () => {
    const { pid, ended } = await sleeper();
    const identity = identify(pid)!;
    await endProcess(identity, { graceMs: 5000 });
    await ended;
    expect(isRunning(identity)).to.equal(false);
  });

  it('a process that ignores the request is killed when the grace is over', async () => {
    const { pid, ended } = await sleeper(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`);
    await endProcess(identify(pid)!, { graceMs: 50 });
    expect(await ended).to.deep.equal([null, 'SIGKILL']);
  });

  it('a program’s name may hold spaces and brackets', () => {
    const fields = Array.from({ length: 22 }, (_, index) => String(index + 4));
    expect(startTicksOf(`42 (a (b) c) S ${fields.join(' ')}`)).to.equal('22');
    expect(startTicksOf(`42 (a) Z ${fields.join(' ')}`)).to.equal(undefined);
  });
});
