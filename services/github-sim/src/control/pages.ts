// The page where a person acts as a GitHub user: static files, nothing from elsewhere, no inline script.
import { fileURLToPath } from 'node:url';
import express, { type Express, type Response } from 'express';

const FOLDER = fileURLToPath(new URL('../../public', import.meta.url));

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

function secure(response: Response): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}

export function mountPages(app: Express): void {
  app.use('/_sim/assets', express.static(FOLDER, { index: false, setHeaders: secure }));
  // `html_url` of an issue leads here too: the page reads the address and opens that issue.
  const pages = ['/', '/:owner/:repo/issues/:number', '/:owner/:repo/pull/:number'];
  app.get(pages, (request, response, next) => {
    if (/^\/(repos|app|users|repositories)\//.test(request.path)) {
      next();
      return;
    }
    secure(response);
    response.sendFile('index.html', { root: FOLDER });
  });
}
