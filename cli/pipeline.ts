import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { createPictureReader } from '#classifiers/pictures/reader.ts';
import { loadPolicy } from '#classifiers/policy/load.ts';
import { createLiveAssessor } from '#classifiers/serving/live-head.ts';
import { type Clock, systemClock } from '#core/clock.ts';
import {
  createCollector,
  createRedisDayCounter,
  createRedisHostClock,
  createRedisRobotsCache,
  createRedisValidatorStore,
} from '#crawlers/crawl.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { createKnownContent } from '#pipeline/known-content.ts';
import { openPolicies } from '#pipeline/policies.ts';
import { createPseudonyms } from '#pipeline/pseudonym.ts';
import { openQueues } from '#pipeline/queues.ts';
import { createSampling } from '#pipeline/sampling.ts';
import { findChromium } from '#services/chromium.ts';
import type { Config } from '#services/config.ts';
import { prepareEncoder } from '#services/encoder.ts';
import { loadSecrets } from '#services/secrets.ts';
import { loadAuthority } from './authority.ts';
import { connected, modelHome, openHouse, publicUrlOf } from './open.ts';
import { VERSION } from './version.ts';
import { openWayOut } from './way-out.ts';

export interface OpenPipeline {
  context: PipelineContext;
  /** Closes everything that was opened here. */
  close(): Promise<void>;
}

/** Builds every part of the pipeline for one process. `threads`: of the model. */
export const openPipeline = async (
  config: Config,
  log: Logger,
  threads?: number,
  clock: Clock = systemClock,
): Promise<OpenPipeline> => {
  const { redisUrl } = connected(config);
  const secrets = loadSecrets(config.secretFile);
  const store = await openHouse(config, secrets, clock);
  await store.migrate();
  const { allowList, egress, send, mail, timeStamps } = await openWayOut(config, store);
  const prefix = `${config.namespace}:crawl:`;
  const { path, args } = await findChromium({
    ...(config.chromiumPath === undefined ? {} : { chromiumPath: config.chromiumPath }),
    cacheDir: config.cache,
  });
  const [authorKey] = secrets.authors;
  const publicUrl = publicUrlOf(config);
  const collector = createCollector({
    hostClock: createRedisHostClock(store.redis, prefix),
    dayCounter: createRedisDayCounter(store.redis, prefix),
    egress,
    chromium: { executablePath: path, args },
    clock,
    contactUrl: `${publicUrl}/bot`,
    version: VERSION,
    validators: createRedisValidatorStore(store.redis, prefix, (hash, captureId) =>
      captureId === undefined ? store.evidence.has(hash) : store.evidence.holdsBody(hash, captureId),
    ),
    robotsCache: createRedisRobotsCache(store.redis, prefix),
  });
  const authority = loadAuthority(config);
  const policy = loadPolicy();
  const modelDir = await prepareEncoder({
    ...(config.encoder === undefined ? {} : { encoder: config.encoder }),
    cacheDir: config.cache,
  });
  const assessor = await createLiveAssessor(
    { modelDir, policy, ...(threads === undefined ? {} : { threads }) },
    modelHome(config),
    (error) => log.warn({ error: String(error) }, 'the head that went live cannot be loaded: the one before goes on'),
  );
  const pictures = config.pictureReaders === 0 ? null : createPictureReader({ processes: config.pictureReaders });
  const queues = openQueues(redisUrl, config.namespace);
  const context: PipelineContext = {
    store,
    queues,
    collector,
    assessor,
    known: createKnownContent(store, log),
    pictures,
    policies: openPolicies(store, policy),
    sampling: createSampling(authorKey?.key ?? ''),
    allowList,
    clock,
    requestKey: { keyId: secrets.requests.id, privateKeyPem: secrets.requests.privateKey },
    send,
    mail,
    ...(authority === null ? {} : { sharer: { publicUrl, name: authority.name } }),
    timeStamps,
    escalation: {
      leads: { hour: config.warnMinutes * 60_000, day: config.warnHours * 3_600_000 },
      webhookUrl: config.warnWebhook ?? null,
      emails: config.warnEmails,
      publicUrl,
    },
    drift: { alarmAt: config.driftAlarm, leastPosts: config.driftPosts },
    pseudonymOf: createPseudonyms(authorKey?.key ?? ''),
    newNonce: randomUUID,
    log,
  };
  return {
    context,
    close: async () => {
      await Promise.allSettled([collector.close(), assessor.close(), pictures?.close(), queues.close()]);
      await store.close();
    },
  };
};
