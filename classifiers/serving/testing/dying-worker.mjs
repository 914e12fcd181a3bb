// A worker for tests: it dies on certain texts, and says which thread assessed the others.
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort, threadId, workerData } from 'node:worker_threads';

parentPort.on('message', (request) => {
  if (request === 'close') process.exit(0);
  const { batch, jobs } = request;
  for (const { text } of jobs) {
    if (text === 'dies always') process.exit(3);
    if (text === 'dies once' && !existsSync(workerData.encoderDir)) {
      writeFileSync(workerData.encoderDir, 'died');
      process.exit(3);
    }
  }
  const results = jobs.map(({ text }) => ({
    normalised: text,
    lang: String(threadId),
    scores: { logit: jobs.length },
  }));
  parentPort.postMessage({ kind: 'done', batch, results });
});
parentPort.postMessage({ kind: 'ready', modelVersion: 'test' });
