/**
 * A process that finds what is to be delivered as the sweeper does, and runs it with the worker's own handlers: what the test kills. It is
 * told all it needs in its environment, says `ready`, and `idle` whenever nothing is left to do.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { openHouse } from '#cli/open.ts';
import { openWayOut } from '#cli/way-out.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import type { Work } from '#pipeline/jobs.ts';
import { sendNotice } from '#pipeline/notices.ts';
import { deliver } from '#pipeline/orders.ts';
import { openQueues } from '#pipeline/queues.ts';
import { findWork } from '#pipeline/sweeper.ts';
import type { Config } from '#services/config.ts';
import { loadSecrets } from '#services/secrets.ts';

const { config, ahead } = JSON.parse(process.env.DELIVERY ?? '{}') as { config: Config; ahead: number };
const clock = { now: () => new Date(Date.now() + ahead) };
const secrets = loadSecrets(config.secretFile);
const store = await openHouse(config, secrets, clock);
const { send, allowList, mail } = await openWayOut(config, store);
const context = {
  ...{ store, clock, send, mail, allowList, newNonce: randomUUID, log: pino({ level: 'warn' }) },
  queues: openQueues(config.redisUrl ?? '', config.namespace),
  requestKey: { keyId: secrets.requests.id, privateKeyPem: secrets.requests.privateKey },
} as unknown as PipelineContext;

/** As many at once as a worker takes. */
const CONCURRENCY = 4;
const run = async (work: Work): Promise<void> => {
  if (work.job === 'deliver') await deliver(work.payload, context);
  if (work.job === 'notice') await sendNotice(work.payload, context);
};

process.stdout.write('ready\n');
for (;;) {
  await store.orders.refresh();
  await store.notices.refresh();
  const found = (await findWork(context)).filter(({ job }) => job === 'deliver' || job === 'notice');
  if (found.length === 0) {
    process.stdout.write('idle\n');
    await pause(100);
  }
  const desk = async (): Promise<void> => {
    for (let next = found.shift(); next !== undefined; next = found.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, desk));
}
