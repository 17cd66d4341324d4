// The door of every command in the Makefile: `node tools/bootstrap.mjs <command>`. In plain JavaScript, because it
// runs before anything is installed or compiled. Installs and builds what the command needs, then hands over.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled } from './bootstrap/installed.mjs';
import { tooOld } from './bootstrap/node-version.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [command = '', ...args] = process.argv.slice(2);
const NEEDS_BUILD = ['up', 'test', 'check', 'build', 'chaos', 'bench', 'mutants'];
const IN_TEST_FOLDER = ['chaos', 'bench', 'mutants']; // test/src/<command>/main.ts
const NEEDS_STACK = ['down', 'status', 'logs', 'reset'];

const complaint = tooOld(process.version);
if (complaint !== undefined) stop(complaint);
if (IN_TEST_FOLDER.includes(command) && !existsSync(path.join(root, 'test', 'src', command, 'main.ts'))) {
  stop(`"make ${command}" is not there yet: test/src/${command}/main.ts is missing.`);
}
if (NEEDS_BUILD.includes(command)) {
  console.log(`  ✓ ${`Node ${process.version}`.padEnd(34)}`);
  if (!isInstalled(root))
    step('packages installed', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
  step('built', 'npm', ['run', 'build', '--silent']);
  if (command !== 'build')
    handOver(command === 'check' ? ['test', '--only', 'check', ...args] : [command, ...args]);
} else if (NEEDS_STACK.includes(command)) {
  if (!existsSync(path.join(root, 'tools', 'dist', `${command}.js`))) {
    console.log('Nothing was ever started here; "make up" starts it.');
  } else {
    handOver([command, ...args]);
  }
} else {
  stop(`There is no command "${command}"; "make help" lists them.`);
}

/** Quiet while it goes well; everything it said when it does not. */
function step(name, program, programArgs) {
  const since = Date.now();
  const result = spawnSync(program, programArgs, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status !== 0) {
    stop(
      `${result.stdout ?? ''}${result.stderr ?? ''}\n"${program} ${programArgs.join(' ')}" failed; the lines above say why.`,
    );
  }
  console.log(`  ✓ ${name.padEnd(34)} ${((Date.now() - since) / 1000).toFixed(1)} s`);
}

function handOver([name, ...rest]) {
  const program = IN_TEST_FOLDER.includes(name)
    ? path.join(root, 'test', 'dist', name, 'main.js')
    : path.join(root, 'tools', 'dist', `${name}.js`);
  // Ctrl-C reaches the whole group: the program decides how to end, and we wait for it.
  process.on('SIGINT', () => undefined);
  const { status, signal } = spawnSync(process.execPath, ['--enable-source-maps', program, ...rest], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exit(signal === null ? (status ?? 1) : 130);
}

/** For the tests the last line is always the count, also when there was nothing to count. */
function stop(message) {
  console.error(message);
  if (command === 'test' || command === 'check') console.log('0 passed, 1 failed');
  process.exit(1);
}
