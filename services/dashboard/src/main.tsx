// The start: styles, the theme of last time, the page.
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './style/tokens.css';
import './style/base.css';
import './style/parts.css';
import './style/states.css';
import './style/overlays.css';
import './style/shell.css';
import './style/table.css';
import './style/pages.css';
import './style/charts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Refused } from './api/call';
import { LiveProvider } from './live/live';
import { makeRouter } from './router';
import { SessionGate } from './session/session-context';
import { applyStoredTheme } from './shell/theme';

const ASK_AGAIN_MS = 5_000;

applyStoredTheme();
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it refuses again; a lost connection, or a server in trouble, is worth another try.
      retry: (failures, error) =>
        failures < 2 && error instanceof Refused && (error.status === 0 || error.status >= 500),
      staleTime: 1_000,
      // And one that still failed is asked again while somebody looks at it.
      refetchInterval: ({ state }) => (state.status === 'error' ? ASK_AGAIN_MS : false),
    },
  },
});
const router = makeRouter();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <SessionGate>
        <LiveProvider>
          <RouterProvider router={router} />
        </LiveProvider>
      </SessionGate>
    </QueryClientProvider>
  </StrictMode>,
);
