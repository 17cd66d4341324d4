// Tells one process from another that later got the same pid. Nothing here may signal a pid it cannot name by
// its start as well: after a reboot, or a week, the number belongs to somebody else's program.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { waitFor } from './wait-for.js';

export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own words: only ever compared for equality. */
  readonly startedAt: string;
}

/** The process that has this pid now; undefined when none runs (a zombie has ended and counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** Sends the signal only if the pid still is that process. True when it was sent. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isRunning(identity)) return false;
  try {
    return process.kill(identity.pid, name);
  } catch {
    return false; // it ended between the look and the signal
  }
}

/** Asks the process to end, and ends it when it has not within `graceMs`. */
export async function endProcess(
  identity: ProcessIdentity,
  { graceMs, with: first = 'SIGTERM' }: { graceMs: number; with?: NodeJS.Signals },
): Promise<void> {
  if (!signal(identity, first)) return;
  try {
    await waitFor(() => !isRunning(identity), { timeoutMs: graceMs, describe: 'the process to end' });
  } catch {
    signal(identity, 'SIGKILL');
    await waitFor(() => !isRunning(identity), {
      timeoutMs: 5000,
      describe: `process ${identity.pid} to end after SIGKILL`,
    });
  }
}

/** Fields of /proc/<pid>/stat after the name, which may itself hold spaces and brackets (proc(5)). */
export function startTicksOf(stat: string): string | undefined {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function startFromProc(pid: number): string | undefined {
  try {
    const ticks = startTicksOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (ticks === undefined) return undefined;
    // Ticks count from boot, so the same pid and ticks can come back after a reboot: the boot has a name too.
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
  } catch {
    return undefined;
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim();
  } catch {
    return undefined;
  }
}
