import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { inject } from 'vitest';
import { buildApp } from '#api/app.ts';
import type { ApiDependencies } from '#api/dependencies.ts';
import { hashPassword } from '#api/session/password.ts';
import { openExamples } from '#classifiers/examples/examples.ts';
import type { Authority } from '#core/authority.ts';
import type { Case, CasePurpose } from '#core/case.ts';
import { ManualClock } from '#core/clock.ts';
import { sha256 } from '#core/hash.ts';
import type { Category } from '#core/labels.ts';
import type { Operator } from '#core/operator.ts';
import type { Role } from '#core/roles.ts';
import { openQueues } from '#pipeline/queues.ts';
import { openStore, type Store } from '#store/store.ts';
import type { SignatureKey } from '#takedowns/message-signature.ts';

export const PASSWORD = 'correct horse battery staple';
const HOUSE = { kind: 'system' as const, id: 'test' };

export const AUTHORITY: Authority = {
  memberState: 'IE',
  type: 'other-competent-authority',
  name: 'Office for Online Safety (test)',
  contact: 'orders@authority.example',
  feedbackContact: 'desk@authority.example',
  challengeBefore: 'High Court (test)',
  challengeDeadline: '28 days from receipt',
  nationalProvisions: 'https://authority.example/provisions',
  languages: ['en'],
  counterparts: { NL: 'contact@authority-nl.example' },
};

export interface TestKey extends SignatureKey {
  publicKeyPem: string;
}
export const testKey = (keyId: string): TestKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    keyId,
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};

/** A signed-in person, as the pages would be. */
export interface Person {
  id: string;
  csrf: string;
  cookie: string;
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  send(method: 'POST' | 'PUT' | 'DELETE', url: string, body?: object): Promise<LightMyRequestResponse>;
  post(url: string, body?: object): Promise<LightMyRequestResponse>;
}

export interface ApiHouse {
  app: FastifyInstance;
  deps: ApiDependencies;
  store: Store;
  clock: ManualClock;
  operatorKey: TestKey;
  signIn(login: string): Promise<Person>;
  /** Opens a case with one address at the operator `ferry`. */
  openCase(
    name: string,
    change?: {
      text?: string;
      operatorIds?: string[];
      violating?: number;
      leading?: Category;
      lang?: string;
      purpose?: CasePurpose;
      drill?: string;
    },
  ): Promise<Case>;
  /** Builds a second server over the same store. */
  build(change: Partial<ApiDependencies>): Promise<FastifyInstance>;
  close(): Promise<void>;
}

export const PEOPLE: Record<string, Role[]> = {
  rita: ['reviewer'],
  rolf: ['reviewer'],
  lena: ['liaison'],
  lars: ['liaison'],
  anna: ['analyst'],
  sven: ['supervisor'],
  olga: ['auditor'],
};

/** For what one supervisor proposes and another has to approve. */
export const TWO_SUPERVISORS: typeof PEOPLE = { ...PEOPLE, mara: ['supervisor'] };

const operatorOf = (id: string, key: TestKey): Operator => ({
  id,
  name: `Operator ${id}`,
  platforms: [id],
  contactPoint: `orders@${id}.example`,
  languages: ['en'],
  establishedIn: 'NL',
  legalRepresentative: null,
  channel: { kind: 'https', ordersUrl: `https://${id}.example/orders` },
  publicKeyPem: key.publicKeyPem,
  keyId: key.keyId,
  priorInformationSentAt: null,
});

/** What a test has otherwise; of the configuration only what it names. */
export type HouseChange = Partial<Omit<ApiDependencies, 'config'>> & {
  config?: Partial<ApiDependencies['config']>;
  people?: Record<string, Role[]>;
};

/** The API over real services, with a clock that the test moves, seven people and two operators. */
export const openApiHouse = async (
  namespace: string,
  { people = PEOPLE, config, ...change }: HouseChange = {},
): Promise<ApiHouse> => {
  const dir = mkdtempSync(join(tmpdir(), 'weir-api-'));
  const clock = new ManualClock('2026-03-01T09:00:00.000Z');
  const ledgerKey = testKey('ledger-test');
  const store = await openStore({
    elasticsearchUrl: inject('elasticsearchUrl'),
    redisUrl: inject('redisUrl'),
    namespace,
    evidenceDir: join(dir, 'evidence'),
    ledgerFile: join(dir, 'ledger', 'ledger.jsonl'),
    signingKey: ledgerKey,
    clock,
  });
  await store.migrate();
  const queues = openQueues(inject('redisUrl'), namespace);
  const operatorKey = testKey('ferry-key');
  await store.operators.set(operatorOf('ferry', operatorKey), HOUSE);
  await store.operators.set(operatorOf('lantern', testKey('lantern-key')), HOUSE);
  const passwordHash = await hashPassword(PASSWORD);
  for (const [login, roles] of Object.entries(people))
    await store.accounts.set(
      {
        id: login,
        login,
        displayName: `${login} of the test`,
        post: 'Officer',
        roles,
        passwordHash,
        disabled: false,
        createdAt: clock.now().toISOString(),
      },
      HOUSE,
    );
  const deps: ApiDependencies = {
    store,
    queues,
    authority: AUTHORITY,
    keys: { order: testKey('weir-key') },
    examples: openExamples(join(dir, 'cache')),
    send: async () => ({ status: 503, headers: {}, body: '' }),
    config: {
      publicUrl: 'http://127.0.0.1:8420',
      redisUrl: inject('redisUrl'),
      undoSeconds: 60,
      dryRunPosts: 100,
      drift: { alarmAt: 0.25, leastPosts: 100 },
      demo: false,
      version: '0.0.0-test',
      sessionSecret: 'a'.repeat(64),
      logLevel: 'silent',
      requestsPerMinute: 100_000,
      ...config,
    },
    ...change,
  };
  const app = await buildApp(deps);
  const built: FastifyInstance[] = [app];

  const signIn = async (login: string): Promise<Person> => {
    const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { login, password: PASSWORD } });
    if (answer.statusCode !== 200) throw new Error(`${login} could not sign in: ${answer.body}`);
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    const { csrfToken: csrf } = answer.json<{ csrfToken: string }>();
    const send: Person['send'] = (method, url, body) =>
      app.inject({
        method,
        url: `/api/v1${url}`,
        headers: { cookie, 'x-csrf-token': csrf },
        ...(body === undefined ? {} : { payload: body }),
      });
    return {
      id: login,
      csrf,
      cookie,
      send,
      get: (url, headers = {}) => app.inject({ method: 'GET', url: `/api/v1${url}`, headers: { cookie, ...headers } }),
      post: (url, body) => send('POST', url, body),
    };
  };

  return {
    app,
    deps,
    store,
    clock,
    operatorKey,
    signIn,
    openCase: async (
      name,
      { text, operatorIds = ['ferry'], violating = 0.9, leading = 'recruitment', lang = 'en', ...marks } = {},
    ) => {
      const words = text ?? `Invented text of the case ${name}: join the [redacted] at the mill.`;
      const locations = operatorIds.map((operatorId) => ({
        postId: sha256(`${name} at ${operatorId}`),
        url: `https://${operatorId}.example/${name}`,
        sourceId: `source-${operatorId}`,
        operatorId,
        platform: operatorId,
        contentHash: sha256(words),
        captureId: sha256(`capture ${name}`),
        publishedAt: '2026-03-01T08:00:00.000Z',
        firstSeenAt: '2026-03-01T08:30:00.000Z',
        status: 'up' as const,
        checkedAt: null,
      }));
      const [first, ...more] = locations;
      if (first === undefined) throw new Error('a case has an address');
      const id = `case-${name}`;
      const created = await store.cases.create(
        id,
        {
          type: 'case.opened',
          data: {
            clusterId: name,
            ...marks,
            title: null,
            text: words,
            lang,
            contentHash: sha256(words),
            imminentThreat: false,
            assessment: {
              modelVersion: 'test',
              policyVersion: 'test',
              violating,
              categories: {
                threat: 0.1,
                instruction: 0,
                incitement: 0.2,
                solicitation: 0,
                recruitment: 0.3,
                glorification: 0,
                [leading]: 0.9,
              },
              leading,
              context: 'other',
              contextProbability: 0.8,
              spans: [],
              routingReason: 'violating 0.90 at or over 0.60',
            },
            location: first,
          },
        },
        HOUSE,
      );
      let { state } = created;
      for (const location of more)
        state = (await store.cases.change(id, HOUSE, () => [{ type: 'case.location_added', data: { location } }]))
          .state;
      return state;
    },
    build: async (other) => {
      const next = await buildApp({ ...deps, ...other });
      built.push(next);
      return next;
    },
    close: async () => {
      for (const one of built) await one.close();
      await queues.close();
      for await (const keys of store.redis.scanStream({ match: `{${namespace}:jobs}*`, count: 1000 }))
        if ((keys as string[]).length > 0) await store.redis.unlink(...(keys as string[]));
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
