// The description of the API for people: one page without scripts, made from the same table and schemas as the document.
import type { Route } from '../api/route.js';
import { openApiDocument } from './openapi.js';

interface DescribedCall {
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly content?: unknown }>>;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedCall>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

export function docsPage(routes: readonly Route[]): string {
  const { paths, components } = openApiDocument(routes) as unknown as Described;
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => callSection(method, path, call)),
  );
  const schemas = Object.entries(components.schemas).map(([name, schema]) => schemaSection(name, schema));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tandem API</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
code, pre { font: 14px/1.5 ui-monospace, monospace }
pre { background: #f5f5f5; padding: 1rem; overflow: auto }
section { border-top: 1px solid #ddd; padding: .5rem 0 }
h3 { margin: .5rem 0; font-size: 1rem }
</style>
</head>
<body>
<h1>Tandem API</h1>
<p>Send <code>Authorization: Bearer &lt;token&gt;</code>. The same for programs: <a href="/openapi.json">openapi.json</a>.</p>
<h2>Calls</h2>
${calls.join('\n')}
<h2>Shapes</h2>
${schemas.join('\n')}
</body>
</html>
`;
}

function callSection(method: string, path: string, call: DescribedCall): string {
  const [status = '', answer] = Object.entries(call.responses)[0] ?? [];
  const takes = call.parameters.map((parameter) => `${parameter.name} (${parameter.in})`).join(', ');
  const body = schemaName(call.requestBody);
  const reply = schemaName(answer);
  return `<section>
<h3><code>${method.toUpperCase()} ${escape(path)}</code></h3>
<p>${escape(call.summary)}. ${escape(call.description)}</p>
<p>${takes === '' ? '' : `Takes ${escape(takes)}. `}${body === null ? '' : `Body: ${linkTo(body)}. `}Answers ${escape(status)}${reply === null ? '' : ` with ${linkTo(reply)}`}.</p>
</section>`;
}

function schemaSection(name: string, schema: unknown): string {
  return `<section id="${escape(name)}">
<h3>${escape(name)}</h3>
<pre>${escape(JSON.stringify(schema, null, 2))}</pre>
</section>`;
}

/** The shape that a body refers to; null where there is no body. */
function schemaName(body: unknown): string | null {
  return /#\/components\/schemas\/(\w+)/.exec(JSON.stringify(body ?? null))?.[1] ?? null;
}

function linkTo(name: string): string {
  return `<a href="#${escape(name)}">${escape(name)}</a>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
