// Entry of the process that reads pictures: a child process does not inherit the loader that reads TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./process.ts');
