// The last words of `make up`: where everything is, and one line to paste that does something. The token itself is
// not printed: a terminal's text ends in screenshots and in issues.
import type { Demo } from './demo-project.js';
import type { Stack } from './stack-state.js';

export interface Whereabouts {
  readonly stack: Stack;
  /** Undefined when no demo project was connected. */
  readonly demo: Demo | undefined;
  /** A shell command that prints the admin token. */
  readonly tokenCommand: string;
  readonly logs: string;
}

export function whereToLook({ stack, demo, tokenCommand, logs }: Whereabouts): string {
  const { ingest, worker, github } = stack.urls;
  const lines = [
    ['API', `${ingest}/api/v1`],
    ['its description', `${ingest}/docs`],
    ['dashboard', `${ingest}/admin`],
    ...(stack.simulator
      ? [['GitHub simulator', github]]
      : [['GitHub', 'the real one (GITHUB_APP_ID is set)']]),
    ['health', `${ingest}/readyz  ${worker}/readyz`],
    ['admin token', tokenCommand],
    ['logs', logs],
  ];
  const table = lines.map(([name = '', value = '']) => `  ${name.padEnd(17)} ${value}`).join('\n');
  const next =
    demo === undefined
      ? 'Connect a repo: PUT /api/v1/projects/:id/repos {"fullName": "owner/name"}; /docs tells the rest.'
      : 'Create a task, and see it become an issue:\n\n' +
        `  curl -sS ${ingest}/api/v1/projects/${demo.projectId}/tasks \\\n` +
        `    -H "Authorization: Bearer $(${tokenCommand})" -H 'Content-Type: application/json' \\\n` +
        `    -d '${JSON.stringify({ title: 'Hello from Tandem', repoId: demo.repoId })}'`;
  return `\n${table}\n\n${next}\n\n  make status · make logs · make down · make help\n`;
}
