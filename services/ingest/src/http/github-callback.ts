// GitHub's answer to a connection that was begun, as a page for the person whose browser brings it. The page tells what
// happened and what to do; it shows no code, no token and no state, and no script runs on it.
import express, { type Request, type Router } from 'express';
import { CALLBACK_PATH, finishConnect, type Connecting, type Finished } from '../people/connect-github.js';

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export function githubCallback(context: Connecting): Router {
  const router = express.Router();
  router.get(CALLBACK_PATH, async (request, response) => {
    const finished = await finishConnect(context, {
      state: textOf(request, 'state'),
      code: textOf(request, 'code'),
      error: textOf(request, 'error'),
      errorDescription: textOf(request, 'error_description'),
    });
    if (finished.kind === 'refused' || finished.kind === 'unreachable') {
      context.log.warn('An account could not be connected', {
        why: finished.kind,
        message: finished.message,
      });
    }
    const { status, title, text } = wordsFor(finished);
    response.status(status).set('Content-Security-Policy', PAGE_POLICY).type('html').send(page(title, text));
  });
  return router;
}

interface Words {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

const AGAIN = 'Nothing was changed. Go back to the application and begin again.';

function wordsFor(finished: Finished): Words {
  switch (finished.kind) {
    case 'connected':
      return {
        status: 200,
        title: 'Connected',
        text: `What ${finished.user} writes now appears on GitHub as ${finished.login}. You can close this window.`,
      };
    case 'denied':
      return {
        status: 403,
        title: 'Not connected',
        text: 'You told GitHub not to allow it. Nothing was changed: what you write appears in the name of the app.',
      };
    case 'foreign':
      return {
        status: 400,
        title: 'Not connected',
        text: `This answer belongs to no connection that was begun here. ${AGAIN}`,
      };
    case 'late':
      return { status: 410, title: 'Too late', text: `The answer took longer than ten minutes. ${AGAIN}` };
    case 'used':
      return {
        status: 410,
        title: 'Answered already',
        text: 'This answer was taken once before and does not count again. The application shows whether the account is connected.',
      };
    case 'taken':
      return {
        status: 409,
        title: 'Not connected',
        text: `The GitHub account ${finished.login} belongs to another user. They must give it back first, or you choose another account on GitHub.`,
      };
    case 'no_user':
      return {
        status: 404,
        title: 'Not connected',
        text: 'The user for whom this was begun no longer exists.',
      };
    case 'refused':
      return { status: 502, title: 'Not connected', text: `GitHub refused: ${finished.message} ${AGAIN}` };
    case 'unreachable':
      return { status: 502, title: 'GitHub cannot be reached', text: `${AGAIN} (${finished.message})` };
  }
}

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} – Tandem</title>
<style>
body { font: 18px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1rem; color-scheme: light dark }
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A parameter that came twice, or as an object, is none. */
function textOf({ query }: Request, name: string): string {
  const value: unknown = query[name];
  return typeof value === 'string' ? value : '';
}
