// `npm test`: checks, unit tests, then flows on a real PostgreSQL and a real Redis. Whatever happens, the last line
// is "N passed, N failed", and the exit code says the same.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { breaches, contractLine, contractResult, readContracts } from './contract-tally.js';
import { ensureRedis } from './ensure-redis.js';
import { runCheck, CHECKS } from './test-checks.js';
import { findTests } from './test-files.js';
import { addUp, runMocha, type Tally } from './test-mocha.js';

/**
 * Suites of flows side by side: they share nothing, and wait more than they work (leases, limits, a browser), so that
 * two cores carry three. With more, the clocks of limits and leases would wait for a processor.
 */
const FLOWS_AT_ONCE = 3;

const SUITES = ['check', 'unit', 'flows'] as const;

const { values } = parseArgs({
  options: { only: { type: 'string' }, grep: { type: 'string' } },
});
const only = values.only === '' ? undefined : values.only;
if (only !== undefined && !SUITES.some((suite) => suite === only)) {
  console.error(`--only takes one of ${SUITES.join(', ')}, not "${only}".`);
  process.exit(2);
}
const grep = values.grep === '' ? undefined : values.grep;
const wanted = (suite: (typeof SUITES)[number]): boolean => only === undefined || only === suite;

const scratch = mkdtempSync(path.join(os.tmpdir(), 'tandem-run-'));
const contractFile = path.join(scratch, 'contract.jsonl');
// The children hear Ctrl-C themselves and clean up; the count still comes.
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    interruption.abort();
  });
}
const interrupted = (): boolean => interruption.signal.aborted;
const began = performance.now();
const tallies: Tally[] = [];
const notes: string[] = [];

// A filter by name asks for tests: no check has one.
if (wanted('check') && grep === undefined) {
  for (const check of CHECKS) {
    if (!interrupted()) tallies.push(await runCheck(check));
  }
}
if (wanted('unit') && !interrupted()) {
  tallies.push(
    await runMocha({ name: 'unit tests', files: findTests('unit'), grep, scratch, env: process.env }),
  );
}
if (wanted('flows') && !interrupted()) {
  const backend = process.env['TANDEM_TEST_QUEUE'] === 'postgres' ? 'postgres' : ensureRedis(process.env);
  if (backend === 'postgres') notes.push('Not run: the flows on Redis. They ran on the PostgreSQL backend.');
  tallies.push(
    await runMocha({
      name: `flows on PostgreSQL${backend === 'redis' ? ' and Redis' : ' alone'}`,
      files: findTests('flows'),
      grep,
      scratch,
      env: {
        ...process.env,
        TANDEM_CONTRACT_FILE: contractFile,
        ...(backend === 'postgres' ? { TANDEM_TEST_QUEUE: 'postgres' } : {}),
      },
      fixture: 'test/dist/infra/global-fixture.js',
      jobs: readJobs(process.env['JOBS']),
    }),
  );
}

const contract = readContracts(contractFile);
tallies.push(...contractResult(contract));
rmSync(scratch, { recursive: true, force: true });
const total = addUp(tallies);
console.log('');
for (const { name, passed, failed, pending, tookMs } of tallies) {
  const skipped = pending === 0 ? '' : `, ${pending} skipped`;
  console.log(
    `${failed === 0 ? '✓' : '✗'} ${name}: ${passed} passed, ${failed} failed${skipped} (${(tookMs / 1000).toFixed(1)} s)`,
  );
}
for (const note of notes) console.log(`! ${note}`);
if (contract.requests > 0) console.log(contractLine(contract));
for (const breach of breaches(contract)) console.log(`  ✗ ${breach}`);
if (interrupted()) console.log('! Interrupted: not everything was run.');
console.log(`\nin ${((performance.now() - began) / 1000).toFixed(0)} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || interrupted() || total.passed === 0 ? 1 : 0;

/** JOBS=1 runs the flows one after the other. */
function readJobs(given: string | undefined): number {
  if (given === undefined || given === '') return FLOWS_AT_ONCE;
  const jobs = Number(given);
  if (Number.isInteger(jobs) && jobs >= 1) return jobs;
  console.error(`JOBS takes a whole number from 1, not "${given}".`);
  process.exit(2);
}
