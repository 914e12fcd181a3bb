import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Arguments for `process.execPath` that run a TypeScript file of this repository, whatever the working folder. */
export const tsxArguments = (file: URL | string, ...args: string[]): string[] => [
  '--import',
  loader,
  file instanceof URL ? fileURLToPath(file) : file,
  ...args,
];
