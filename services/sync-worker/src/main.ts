// sync-worker: runs the operations and talks to GitHub.
import process from 'node:process';
import { runService } from '@tandem/shared/process/run-service.js';
import { startWorker } from './context.js';

await runService('sync-worker', process.env, startWorker);
