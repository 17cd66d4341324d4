// What becomes of a mutant: noticed by a test that fails, noticed because a test never ends, or not noticed at all.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { repoRoot } from '@tandem/tools/repo-root.js';
import { runStage } from './run-stage.js';
import type { SwappedSource } from './run-swapped.js';
import { stagesOf, type Stage } from './test-stages.js';

export interface Judgement {
  /** The stage whose tests noticed; null = none did. */
  readonly noticedBy: string | null;
  readonly endless: boolean;
}

/** A rule's file that all tests of the rules load. */
const EVERYBODYS = 'resource/content';
/** Enough for any stage to be measured at all. */
const MEASURING_CPU_S = 600;
/** Ten times what the tests take on the rules as they are, and a floor under the shortest. */
const ENDLESS_FACTOR = 10;
const ENDLESS_FLOOR_S = 10;

const limits = new Map<string, number>();

/**
 * The tests must pass on the rules as they are, and fail without them: else every figure would be worth nothing. Also
 * measures how long each stage takes.
 * @param names of the rules' files below the domain, without extension
 */
export async function measureStages(names: readonly string[]): Promise<void> {
  for (const name of names) {
    for (const stage of stagesOf(name).filter((each) => !limits.has(each.name))) {
      const since = performance.now();
      const outcome = await runStage(stage, MEASURING_CPU_S);
      if (outcome !== 'passed') throw new Error(`The tests "${stage.name}" fail on the rules as they are.`);
      const seconds = (performance.now() - since) / 1_000;
      limits.set(stage.name, ENDLESS_FLOOR_S + Math.ceil(ENDLESS_FACTOR * seconds));
    }
  }
  const broken = swappedSource(EVERYBODYS, 'throw new Error("no rules at all");');
  for (const stage of stagesOf(EVERYBODYS)) {
    if ((await runStage(stage, MEASURING_CPU_S, broken)) === 'passed') {
      throw new Error(`The tests "${stage.name}" pass without the rules: mutants do not reach them.`);
    }
  }
}

/** @param text the TypeScript of the changed file */
export async function judge(name: string, text: string): Promise<Judgement> {
  const swapped = swappedSource(name, text);
  for (const stage of stagesOf(name)) {
    const outcome = await runStage(stage, limitOf(stage), swapped);
    if (outcome !== 'passed') return { noticedBy: stage.name, endless: outcome === 'endless' };
  }
  return { noticedBy: null, endless: false };
}

function limitOf({ name }: Stage): number {
  return limits.get(name) ?? MEASURING_CPU_S;
}

function swappedSource(name: string, text: string): SwappedSource {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const compiled = path.join(repoRoot, 'shared', 'dist', 'domain', `${name}.js`);
  return { url: pathToFileURL(compiled).href, source: outputText };
}
