// `make down`: stops the stack and keeps its data.
import { endStack } from './end-stack.js';
import { stackVariables } from './stack-variables.js';

console.log(await endStack(stackVariables(process.env)));
