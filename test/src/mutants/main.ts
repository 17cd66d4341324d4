// `make mutants`: changes the rules one small thing at a time and runs their tests against each; a change that no test
// notices is printed. `FILE=merge,gate make mutants` looks at the files whose name matches one of these, JOBS=1 takes one
// processor.
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repoRoot } from '@tandem/tools/repo-root.js';
import { judge, measureStages, type Judgement } from './judge.js';
import { mutantsOf, type Mutant } from './mutations.js';
import { printReport } from './report.js';

/** A line of progress for as many mutants. */
const PROGRESS_EVERY = 50;

const DOMAIN = path.join(repoRoot, 'shared', 'src', 'domain');
const wanted = (process.env['FILE'] ?? '').split(',');
const lanes = Number(process.env['JOBS'] ?? '') || os.availableParallelism();

const names = readdirSync(DOMAIN, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => wanted.some((part) => name.includes(part)));
const jobs = names.flatMap((name) => {
  const text = readFileSync(path.join(DOMAIN, `${name}.ts`), 'utf8');
  return mutantsOf(`${name}.ts`, text).map((mutant) => ({ name, mutant }));
});
if (jobs.length === 0) {
  console.error(`No rule's file is named like "${wanted.join(' or ')}", or none has anything to change.`);
  process.exit(2);
}

const since = performance.now();
await measureStages([...new Set(jobs.map(({ name }) => name))]);
console.log(`${jobs.length} mutants of ${names.length} files`);

const judged: { name: string; mutant: Mutant; judgement: Judgement }[] = [];
const queue = [...jobs];
await Promise.all(Array.from({ length: lanes }, work));

printReport(judged, performance.now() - since);

async function work(): Promise<void> {
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
    judged.push({ ...job, judgement: await judge(job.name, job.mutant.text) });
    if (judged.length % PROGRESS_EVERY === 0) printProgress();
  }
}

function printProgress(): void {
  const survivors = judged.filter(({ judgement }) => judgement.noticedBy === null).length;
  const seconds = ((performance.now() - since) / 1_000).toFixed(0);
  console.log(`  ${judged.length} of ${jobs.length}, ${survivors} not noticed, ${seconds} s`);
}
