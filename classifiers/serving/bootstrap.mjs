// The entry of a worker thread: plain JavaScript, since a thread starts without the loader of its parent.
import { register } from 'tsx/esm/api';

register();
await import(new URL('./worker.ts', import.meta.url).href);
