// The description of the API for people: Swagger UI over our own document, with calls that can be tried. All of it comes
// from this server: no other host is asked for anything, and nothing inline runs.
import { createRequire } from 'node:module';
import path from 'node:path';

/** Swagger UI sends requests to this server alone, draws with `data:` images, and styles what it draws by script. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const DOCS_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/** Where the package has its files. Throws where it is not installed: that breaks the page, and not the service. */
export function docsFolder(): string {
  return path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}

export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Tandem API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/page.css">
</head>
<body>
<main id="docs"></main>
<noscript>This page needs JavaScript. The same for programs: <a href="/openapi.json">openapi.json</a>.</noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/page.js"></script>
</body>
</html>
`;

/** A token that is pasted stays in the page's memory: a reload forgets it, and nothing on the disk has it. */
export const DOCS_SCRIPT = `'use strict';
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 3,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** What Swagger UI leaves to the page around it. */
export const DOCS_STYLE = `body { margin: 0; background: #fff }
.dark-mode body { background: #1c2022 }
noscript { display: block; max-width: 40rem; margin: 4rem auto; font: 16px/1.5 system-ui, sans-serif }
.swagger-ui .info { margin: 2rem 0 1rem }
`;
