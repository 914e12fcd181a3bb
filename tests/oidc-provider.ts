/** An OpenID provider (`oidc-provider`) on a socket of this machine; whoever comes is signed in as they say in a header. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface TestProvider {
  issuer: string;
  clientSecret: string;
  /** By subject; `groups` is told as it stands. */
  people: Map<string, { name: string; groups?: unknown }>;
  close(): Promise<void>;
}

export const openTestProvider = async (callback: string): Promise<TestProvider> => {
  const people: TestProvider['people'] = new Map();
  const clientSecret = randomBytes(24).toString('base64url');
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'weir', client_secret: clientSecret, redirect_uris: [callback] }],
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], profile: ['name', 'groups'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, accountId) => {
      const person = people.get(accountId);
      if (person === undefined) return undefined;
      return { accountId, claims: async () => ({ sub: accountId, ...person }) as never };
    },
  });
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) {
      answer(request, response);
      return;
    }
    // What a form would do: the person signs in and agrees.
    const { params, session } = await provider.interactionDetails(request, response);
    const accountId = session?.accountId ?? String(request.headers['x-test-subject']);
    const grant = new provider.Grant({ accountId, clientId: String(params.client_id) });
    grant.addOIDCScope('openid profile');
    const grantId = await grant.save();
    await provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId } });
  });
  return {
    issuer,
    clientSecret,
    people,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
};
