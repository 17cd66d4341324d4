// Serves the built dashboard under /admin: its files, and for every path of the application its one page. Where it was
// not built, says so instead of a bare 404.
import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type RequestHandler, type Router } from 'express';

/** Scripts and styles come from our own files alone; nothing is loaded from another host, and nothing inline runs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Names carry a hash of the content: what has been loaded once never changes. */
const FOREVER = 'public, max-age=31536000, immutable';
/** The page names the present scripts: it is asked for anew each time, and answered by its ETag. */
const REVALIDATE = 'no-cache';

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tandem</title>
<h1>The dashboard is not built</h1>
<p>Run <code>npm run build</code> in the project's folder and load this page again. The API works without it: <a href="/docs">/docs</a>.</p>
</html>`;

/** `folder`: where the build put index.html and assets/. */
export function dashboardFiles(folder: string): Router {
  const router = express.Router();
  const page = path.join(folder, 'index.html');
  const policy: RequestHandler = (_request, response, next) => {
    response.set('Content-Security-Policy', POLICY);
    next();
  };
  router.get('/', (_request, response) => {
    response.redirect(302, '/admin/');
  });
  router.use(
    '/admin/assets',
    policy,
    compressed(path.join(folder, 'assets')),
    express.static(path.join(folder, 'assets'), { setHeaders: cacheForever }),
  );
  router.use('/admin/assets', (_request, response) => {
    response.status(404).type('text').send('There is no such file.');
  });
  router.get(/^\/admin(?:\/.*)?$/, policy, (request, response) => {
    if (request.path === '/admin') {
      response.redirect(302, '/admin/');
      return;
    }
    if (!existsSync(page)) {
      response.status(503).type('html').send(NOT_BUILT);
      return;
    }
    response.sendFile(page, { headers: { 'Cache-Control': REVALIDATE }, etag: true, cacheControl: false });
  });
  return router;
}

function cacheForever(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('Cache-Control', FOREVER);
}

const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The build left compressed copies: where the browser takes one, it gets it. */
function compressed(folder: string): RequestHandler {
  return (request, response, next) => {
    const name = path.basename(request.path);
    const type = TYPES[path.extname(name)];
    const accepted = request.acceptsEncodings().map((encoding) => encoding.toLowerCase());
    const copy = ENCODINGS.find(
      ([encoding, ending]) => accepted.includes(encoding) && existsSync(path.join(folder, name + ending)),
    );
    if (type !== undefined) response.vary('Accept-Encoding');
    if (type === undefined || copy === undefined || request.path !== `/${name}`) {
      next();
      return;
    }
    response.set({ 'Content-Encoding': copy[0], 'Content-Type': type, 'Cache-Control': FOREVER });
    response.sendFile(path.join(folder, name + copy[1]), { cacheControl: false });
  };
}
