// Fits one member in a thread; plain JavaScript, since a thread starts without the loader of its parent.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { fit: fitHead } = await import(new URL('./fit.ts', import.meta.url).href);
parentPort.on('message', ({ rows, options }) => parentPort.postMessage(fitHead(workerData, rows, options)));
