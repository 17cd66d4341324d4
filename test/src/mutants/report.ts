// What a person reads of a run: the survivors with their lines, a table by file, and the one figure.
import type { Judgement } from './judge.js';
import type { Mutant } from './mutations.js';

export interface Judged {
  readonly name: string;
  readonly mutant: Mutant;
  readonly judgement: Judgement;
}

export function printReport(judged: readonly Judged[], tookMs: number): void {
  const survivors = judged.filter((each) => !isNoticed(each)).sort(byPlace);
  console.log('\nNot noticed:');
  for (const { name, mutant } of survivors) {
    console.log(`  shared/src/domain/${name}.ts:${mutant.line}  ${mutant.was}  →  ${mutant.is}`);
    console.log(`      ${mutant.code}`);
  }
  console.log('\n  file                    mutants  noticed       %');
  for (const name of [...new Set(judged.map((each) => each.name))].sort()) {
    const mine = judged.filter((each) => each.name === name);
    printRow(name, mine.length, mine.filter(isNoticed).length);
  }
  const noticed = judged.length - survivors.length;
  printRow('all', judged.length, noticed);

  const endless = judged.filter(({ judgement }) => judgement.endless).length;
  const stages = judged.filter(isNoticed).map(({ judgement }) => stageKind(judgement));
  const counts = [...new Set(stages)].map(
    (stage) => `${stage} ${stages.filter((each) => each === stage).length}`,
  );
  console.log(`\nNoticed by: ${counts.join(', ')}; of these ${endless} because a test never ends.`);
  console.log(
    `${noticed} of ${judged.length} mutants noticed (${percent(noticed, judged.length)} %) in ${(tookMs / 1_000).toFixed(0)} s`,
  );
}

function isNoticed({ judgement }: Judged): boolean {
  return judgement.noticedBy !== null;
}

function stageKind({ noticedBy }: Judgement): string {
  return noticedBy === null || noticedBy.endsWith('.test') ? 'their own tests' : noticedBy;
}

function byPlace(a: Judged, b: Judged): number {
  return a.name.localeCompare(b.name) || a.mutant.line - b.mutant.line;
}

function printRow(name: string, all: number, noticed: number): void {
  const cells = [String(all).padStart(7), String(noticed).padStart(7), percent(noticed, all).padStart(7)];
  console.log(`  ${name.padEnd(24)}${cells.join('  ')}`);
}

function percent(part: number, whole: number): string {
  return ((100 * part) / whole).toFixed(1);
}
