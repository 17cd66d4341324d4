// Which tests judge a mutant, cheapest first: those of its own file, then all others of the rules, then the model.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from '@tandem/tools/repo-root.js';

export interface Stage {
  readonly name: string;
  readonly files: readonly string[];
}

const DIST = path.join(repoRoot, 'shared', 'dist');
const MODEL = path.join(repoRoot, 'test', 'dist', 'model');

const rules = [...testsIn(path.join(DIST, 'domain')), ...testsIn(path.join(DIST, 'text'))];
const model = testsIn(MODEL);

/** @param name of the rule's file below the domain, without its extension. */
export function stagesOf(name: string): Stage[] {
  const own = path.join(DIST, 'domain', `${name}.test.js`);
  return [
    ...(existsSync(own) ? [{ name: `${name}.test`, files: [own] }] : []),
    { name: 'all rules', files: rules.filter((file) => file !== own) },
    { name: 'model', files: model },
  ];
}

function testsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => path.join(folder, file));
}
