/** A process that visits one server by the shared clock of its host: `redisUrl prefix origin name delay`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createRedisHostClock } from './host-clock.ts';

const [redisUrl = '', prefix = '', origin = '', name = '', delayText = ''] = process.argv.slice(2);
const delay = Number(delayText);
/** A turn of a process that died falls free after this. */
const HOLD = 10_000;
/** The first goes on until it is killed. */
const visits = name === '0' ? 1000 : 8;
const redis = new Redis(redisUrl);
const clock = createRedisHostClock(redis, prefix);
const host = new URL(origin).host;
for (let done = 0; done < visits; ) {
  const turn = await clock.reserve(host, delay, HOLD);
  if (!turn.granted) {
    await sleep(Math.min(turn.waitMilliseconds, 20));
    continue;
  }
  await (await fetch(`${origin}/${name}`)).text();
  await clock.release(host, turn.token, delay);
  done += 1;
}
redis.disconnect();
process.exit(0);
