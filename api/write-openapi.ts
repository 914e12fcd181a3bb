/** Writes api/openapi.json: `node --import tsx api/write-openapi.ts`. Needs no services: nothing is asked, only described. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RouteOptions } from 'fastify';
import { systemClock } from '#core/clock.ts';
import { buildApp } from './app.ts';
import type { ApiDependencies } from './dependencies.ts';

/** Stands for every service: it can be handed on and looked into, and answers nothing. */
const nothing: unknown = new Proxy(() => {}, { get: (_target, name) => (name === 'then' ? undefined : nothing) });

const describedOnly = (): ApiDependencies => ({
  store: {
    ...({} as ApiDependencies['store']),
    redis: nothing,
    namespace: 'weir',
    clock: systemClock,
    ledger: nothing,
  } as ApiDependencies['store'],
  queues: nothing as ApiDependencies['queues'],
  authority: null,
  keys: { order: { keyId: '', privateKeyPem: '' } },
  examples: nothing as ApiDependencies['examples'],
  send: nothing as ApiDependencies['send'],
  config: {
    publicUrl: 'https://weir.example',
    redisUrl: '',
    undoSeconds: 60,
    dryRunPosts: 100,
    drift: { alarmAt: 0.25, leastPosts: 100 },
    demo: false,
    version: '1',
    sessionSecret: '',
    logLevel: 'silent',
  },
});

/** Every route of the API, as it was declared. */
export const walkRoutes = async (): Promise<RouteOptions[]> => {
  const routes: RouteOptions[] = [];
  const app = await buildApp(describedOnly(), { onRoute: (route) => routes.push(route) });
  await app.close();
  return routes;
};

/** The description of the API (OpenAPI 3.1) as text. */
export const openApiText = async (): Promise<string> => {
  const app = await buildApp(describedOnly());
  await app.ready();
  const text = `${JSON.stringify(app.swagger(), null, 1)}\n`;
  await app.close();
  return text;
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('./openapi.json', import.meta.url), await openApiText());
