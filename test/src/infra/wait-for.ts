// The one way for a test to wait: for a condition, with a limit and a word for what is awaited. Never for a time.
export { waitFor, WaitTimeout, type WaitOptions } from '@tandem/tools/wait-for.js';
