// Finds the compiled tests. Asks the sources, not dist: a deleted test's output stays in dist until a clean build,
// and would go on passing.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from './repo-root.js';

/** Suites of a minute or more: begun first, so that no lane still runs when the others have long ended. */
const LONG = [
  'limits',
  'limits-in-simulated-time',
  'random-programs',
  'groups',
  'crashes',
  'hammer',
  'creates',
  'double',
];

/** Paths relative to the repo. `flows` leaves chaos and bench out: they are commands of their own. */
export function findTests(suite: 'unit' | 'flows'): string[] {
  if (suite === 'flows') {
    const flows = testsOf('test').filter((file) => !/^test\/dist\/(chaos|bench)\//.test(file));
    return [...flows.filter(isLong), ...flows.filter((file) => !isLong(file))];
  }
  const services = readdirSync(path.join(repoRoot, 'services')).map((name) => `services/${name}`);
  return ['shared', 'prisma', 'tools', ...services].flatMap(testsOf);
}

function isLong(file: string): boolean {
  return LONG.includes(path.posix.basename(file, '.test.js'));
}

/** Sorted, so that two runs are the same run. */
function testsOf(workspace: string): string[] {
  const source = path.join(repoRoot, workspace, 'src');
  if (!existsSync(source)) return [];
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.posix.join(workspace, 'dist', file.replace(/\.ts$/, '.js')))
    .sort();
}
