// Builds the dashboard to static files that ingest serves under /admin. `npm run dev` there is: vite with the API of a
// running ingest behind it.
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from './vite/compress-assets.ts';

const INGEST = 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/admin/',
  plugins: [react(), compressAssets(path.join(import.meta.dirname, 'dist', 'assets'))],
  build: {
    outDir: 'dist',
    // The policy lets nothing inline run, and an inlined font would be refused.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': INGEST, '/admin/session': INGEST, '/admin/live': INGEST } },
});
