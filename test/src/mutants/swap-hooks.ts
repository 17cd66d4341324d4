// Module hooks (they run in a thread of their own, see `node:module`): answer the question for one module's source.
import type { InitializeHook, LoadHook } from 'node:module';
import type { SwappedSource } from './run-swapped.js';

let swapped: SwappedSource | undefined;

export const initialize: InitializeHook<SwappedSource> = (given) => {
  swapped = given;
};

export const load: LoadHook = (url, context, nextLoad) =>
  url === swapped?.url
    ? { format: 'module', source: swapped.source, shortCircuit: true }
    : nextLoad(url, context);
