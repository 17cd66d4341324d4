// ingest: takes webhooks and client writes, and serves the API.
import process from 'node:process';
import { runService } from '@tandem/shared/process/run-service.js';
import { startIngest } from './context.js';

await runService('ingest', process.env, startIngest);
