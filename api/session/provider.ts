/** Signing in with the provider of the house: OpenID Connect, authorization code with PKCE. What the person may do is data of ours. */
import * as oidc from 'openid-client';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import { type Account, Role } from '#core/roles.ts';

export interface ProviderSettings {
  /** Name on the button. */
  name: string;
  issuer: string;
  clientId: string;
  clientSecret?: string | undefined;
  scopes: string;
  /** The claim that holds the person's groups. */
  rolesClaim: string;
  /** Which group means which role; a group that is not named means nothing. */
  roles: readonly { group: string; role: Role }[];
}
/** What has to be known again when the person comes back. */
export interface Leaving {
  state: string;
  nonce: string;
  verifier: string;
}
export interface Provider {
  name: string;
  leave(callback: string): Promise<{ to: string; leaving: Leaving }>;
  /** @throws PROVIDER_NO_ROLE, or what the provider or the library refused */
  come(callback: URL, leaving: Leaving): Promise<Pick<Account, 'id' | 'displayName' | 'post' | 'roles'> & Identity>;
}
interface Identity {
  provider: NonNullable<Account['provider']>;
  login: string;
}

/** Of the groups those that mean a role. Whatever is no list of texts means none. */
export const rolesOf = (claim: unknown, roles: ProviderSettings['roles']): Role[] => {
  const groups = new Set(Array.isArray(claim) ? claim.filter((one) => typeof one === 'string') : [claim]);
  return [...new Set(roles.filter(({ group }) => groups.has(group)).map(({ role }) => role))];
};

const textOf = (...claims: unknown[]): string | undefined =>
  claims
    .find((one): one is string => typeof one === 'string' && one.trim() !== '')
    ?.trim()
    .slice(0, 120);

const SECONDS = 10;

export const openProvider = (settings: ProviderSettings): Provider => {
  const { issuer, clientId, clientSecret, rolesClaim, roles } = settings;
  let known: Promise<oidc.Configuration> | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    known ??= oidc
      .discovery(new URL(issuer), clientId, clientSecret, clientSecret === undefined ? oidc.None() : undefined, {
        timeout: SECONDS,
        // The configuration admits http on this machine alone.
        ...(issuer.startsWith('http://') ? { execute: [oidc.allowInsecureRequests] } : {}),
      })
      .catch((error: unknown) => {
        // A provider that was away is asked again.
        known = undefined;
        throw error;
      });
    return known;
  };
  return {
    name: settings.name,
    leave: async (callback) => {
      const verifier = oidc.randomPKCECodeVerifier();
      const leaving = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier };
      const to = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callback,
        scope: settings.scopes,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: leaving.state,
        nonce: leaving.nonce,
      });
      return { to: to.href, leaving };
    },
    come: async (callback, { state, nonce, verifier }) => {
      const config = await configuration();
      const tokens = await oidc.authorizationCodeGrant(config, callback, {
        ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      });
      const token = tokens.claims();
      if (token === undefined) throw new WeirError('PROVIDER_NO_TOKEN', 'The provider gave no ID token.');
      // Many providers keep groups out of the token and tell them to whoever holds it.
      const asks = token[rolesClaim] === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
      const more = asks ? await oidc.fetchUserInfo(config, tokens.access_token, token.sub) : {};
      const claims: Record<string, unknown> = { ...more, ...token };
      const found = rolesOf(claims[rolesClaim], roles);
      if (found.length === 0)
        throw new WeirError(
          'PROVIDER_NO_ROLE',
          'The provider knows this person, and no group of theirs means a role.',
          {
            status: 403,
          },
        );
      const hash = sha256(`${token.iss}\n${token.sub}`);
      return {
        id: `provider-${hash.slice(0, 32)}`,
        login: `provider.${hash.slice(0, 12)}`,
        displayName: textOf(claims.name, claims.preferred_username, claims.email) ?? `provider.${hash.slice(0, 12)}`,
        post: textOf(claims.title, claims.job_title) ?? '-',
        roles: found,
        provider: { issuer: token.iss, subject: token.sub },
      };
    },
  };
};

/** `group=role` of the configuration. @throws CONFIG_INVALID */
export const readRoleMap = (pairs: readonly string[]): ProviderSettings['roles'] =>
  pairs.map((pair) => {
    const at = pair.lastIndexOf('=');
    const [group, role] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (at < 1 || group === '' || !(Role.enum as readonly string[]).includes(role))
      throw new WeirError('CONFIG_INVALID', `"${pair}" does not say which role a group means.`, {
        fix: `Give group=role, with one of ${Role.enum.join(', ')}.`,
        details: [{ location: 'WEIR_OIDC_ROLES', message: `is not valid: "${pair}"` }],
      });
    return { group, role: role as Role };
  });
