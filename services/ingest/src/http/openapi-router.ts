// Serves the description of the API. Open without a token: it tells nothing but what is in the source.
import express, { type Response, type Router } from 'express';
import type { Route } from '../api/route.js';
import { DOCS_FILES, DOCS_PAGE, DOCS_POLICY, DOCS_SCRIPT, DOCS_STYLE, docsFolder } from './docs-page.js';
import { openApiDocument } from './openapi.js';

/** The files change with a release of ours: asked for anew, and answered by their ETag. */
const REVALIDATE = 'no-cache';

export function openApiRouter(routes: readonly Route[]): Router {
  const document = openApiDocument(routes);
  const router = express.Router();
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  const parts = [
    ['/docs', 'html', DOCS_PAGE],
    ['/docs/page.js', 'js', DOCS_SCRIPT],
    ['/docs/page.css', 'css', DOCS_STYLE],
  ] as const;
  for (const [path, type, content] of parts) {
    router.get(path, (_request, response) => {
      forThePage(response).type(type).send(content);
    });
  }
  for (const file of DOCS_FILES) {
    router.get(`/docs/${file}`, (_request, response) => {
      forThePage(response).sendFile(file, { root: docsFolder(), etag: true, cacheControl: false });
    });
  }
  return router;
}

function forThePage(response: Response): Response {
  return response.set({ 'Content-Security-Policy': DOCS_POLICY, 'Cache-Control': REVALIDATE });
}
