// Serves the description of the API. Open without a token: it tells nothing but what is in the source.
import express, { type Router } from 'express';
import type { Route } from '../api/route.js';
import { openApiDocument } from './openapi.js';

export function openApiRouter(routes: readonly Route[]): Router {
  const document = openApiDocument(routes);
  const router = express.Router();
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  return router;
}
