// Serves the description of the API. Open without a token: it tells nothing but what is in the source.
import express, { type Router } from 'express';
import type { Route } from '../api/route.js';
import { docsPage } from './docs-page.js';
import { openApiDocument } from './openapi.js';

/** The page has a style of its own and nothing else; no script runs, whatever gets into it. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export function openApiRouter(routes: readonly Route[]): Router {
  const document = openApiDocument(routes);
  const page = docsPage(routes);
  const router = express.Router();
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  router.get('/docs', (_request, response) => {
    response.set('Content-Security-Policy', PAGE_POLICY).type('html').send(page);
  });
  return router;
}
