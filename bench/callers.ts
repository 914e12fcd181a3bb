/** People who call the real API in this process, without a socket. */
import type { FastifyInstance } from 'fastify';
import { buildApp } from '#api/app.ts';
import { hashPassword } from '#api/session/password.ts';
import type { Role } from '#core/roles.ts';
import { openQueues } from '#pipeline/queues.ts';
import type { Config } from '#services/config.ts';
import { loadSecrets } from '#services/secrets.ts';
import type { Store } from '#store/store.ts';

const PASSWORD = 'only for this measurement';

/** Somebody who is signed in. */
export interface Caller {
  /** As a browser sends it. */
  cookie: string;
  get(url: string): Promise<{ status: number; body: unknown }>;
  post(url: string, payload: object): Promise<{ status: number; body: unknown }>;
}

/** Each at an address of their own: from one address only so many may sign in within a minute. */
const signIn = async (app: FastifyInstance, login: string, remoteAddress: string): Promise<Caller> => {
  const session = await app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { login, password: PASSWORD },
    remoteAddress,
  });
  if (session.statusCode !== 200) throw new Error(`${login} could not sign in: ${session.body}`);
  const cookie = String(session.headers['set-cookie']).split(';')[0] ?? '';
  const headers = { cookie, 'x-csrf-token': session.json<{ csrfToken: string }>().csrfToken };
  const send = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await app.inject({
      method,
      url: `/api/v1${url}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.json() as unknown };
  };
  return { cookie, get: (url) => send('GET', url), post: (url, payload) => send('POST', url, payload) };
};

export interface Seen {
  id: string;
  revision: number;
  contentHash: string;
}

/** The next open case; null where none is left. */
export const claimNext = async (person: Caller): Promise<Seen | null> => {
  const { status, body } = await person.post('/cases/claim', {});
  if (status !== 200) throw new Error(`A claim answered ${status}: ${JSON.stringify(body)}`);
  return (body as { claimed: { case: Seen } | null }).claimed?.case ?? null;
};

/** @returns the status of the answer */
export const decideOn = async (person: Caller, { id, revision, contentHash }: Seen): Promise<number> => {
  const decision = {
    ...{ outcome: 'not_violating', categories: [], legalBasis: 'none', exemption: null },
    ...{ reason: 'Measured, not read.', contentHash },
  };
  return (await person.post(`/cases/${id}/decisions`, { revision, decision })).status;
};

/** @throws where it is not taken */
export const decideFor = async (person: Caller, seen: Seen): Promise<void> => {
  const status = await decideOn(person, seen);
  if (status !== 200) throw new Error(`The decision on ${seen.id} answered ${status}`);
};

export const openApi = async (
  config: Config,
  store: Store,
  people: number,
  { roles = ['reviewer'], dashboardsDir }: { roles?: readonly Role[]; dashboardsDir?: string } = {},
): Promise<{ people: Caller[]; listen(): Promise<string>; close(): Promise<void> }> => {
  const redisUrl = config.redisUrl ?? '';
  const queues = openQueues(redisUrl, config.namespace);
  const { session, requests } = loadSecrets(config.secretFile);
  const passwordHash = await hashPassword(PASSWORD);
  const logins = Array.from({ length: people }, (_, index) => `reviewer${index}`);
  for (const login of logins)
    await store.accounts.set(
      {
        id: login,
        login,
        displayName: login,
        post: 'Reviewer',
        roles: [...roles],
        passwordHash,
        disabled: false,
        createdAt: store.clock.now().toISOString(),
      },
      { kind: 'system', id: 'bench' },
    );
  await store.refresh();
  const app = await buildApp({
    store,
    queues,
    authority: null,
    ...(dashboardsDir === undefined ? {} : { dashboardsDir }),
    keys: { order: { keyId: requests.id, privateKeyPem: requests.privateKey } },
    examples: { nearestTo: async () => ({ status: 'not_prepared' }) },
    send: async () => ({ status: 503, headers: {}, body: '' }),
    config: {
      publicUrl: 'http://127.0.0.1:8420',
      redisUrl,
      undoSeconds: 60,
      dryRunPosts: 100,
      drift: { alarmAt: 0.25, leastPosts: 100 },
      demo: false,
      version: '0.0.0-bench',
      sessionSecret: session,
      logLevel: 'silent',
      requestsPerMinute: 1_000_000,
    },
  });
  const callers: Caller[] = [];
  for (const [number, login] of logins.entries()) callers.push(await signIn(app, login, `10.0.0.${number + 1}`));
  return {
    people: callers,
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    close: async () => {
      await app.close();
      await queues.close();
    },
  };
};
