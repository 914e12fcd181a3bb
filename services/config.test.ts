import { expect, test } from 'vitest';
import { isWeirError } from '#core/errors.ts';
import { configTable, loadConfig } from './config.ts';

const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    loadConfig(env);
  } catch (error) {
    if (!isWeirError(error, 'CONFIG_INVALID')) throw error;
    return error.details.map((one) => `${one.location} ${one.message}. ${one.fix}`).join('\n');
  }
  throw new Error('the configuration was accepted');
};

test('a number with a fraction is read as one, and refused out of its range', () => {
  const home = { HOME: '/home/ada' };
  expect(loadConfig({ ...home, WEIR_DRIFT_ALARM: '0.4' }).driftAlarm).toBe(0.4);
  expect(() => loadConfig({ ...home, WEIR_DRIFT_ALARM: '-1' })).toThrow();
  expect(() => loadConfig({ ...home, WEIR_DRIFT_ALARM: '0,4' })).toThrow();
});

test('an empty environment gives the safe defaults', () => {
  expect(loadConfig({ HOME: '/home/ada', WEIR_HOME: '/srv/weir' })).toEqual({
    mode: 'production',
    home: '/srv/weir',
    cache: '/home/ada/.cache/weir',
    host: '127.0.0.1',
    port: 8420,
    namespace: 'weir',
    elasticsearchHeap: '1g',
    evidence: '/srv/weir/evidence',
    secretFile: '/srv/weir/secrets/weir.json',
    s3Region: 'us-east-1',
    smtpPort: 587,
    smtpSecurity: 'starttls',
    secondReadingShare: 0.05,
    careHeavyPerDay: 60,
    carePerDay: 300,
    careBreakMinutes: 50,
    undoSeconds: 60,
    warnEmails: [],
    warnHours: 24,
    warnMinutes: 15,
    dryRunPosts: 100,
    driftAlarm: 0.25,
    driftPosts: 100,
    oidcName: 'Single sign-on',
    oidcScopes: 'openid profile',
    oidcRolesClaim: 'groups',
    oidcRoles: [],
    secondFactorRoles: [],
    pictureReaders: 1,
    timeStampUrls: [],
    allowLoopbackHosts: [],
    logLevel: 'info',
  });
});

test('the cache follows XDG_CACHE_HOME, and WEIR_CACHE before it', () => {
  expect(loadConfig({ XDG_CACHE_HOME: '/var/cache' }).cache).toBe('/var/cache/weir');
  expect(loadConfig({ XDG_CACHE_HOME: '/var/cache', WEIR_CACHE: '/big/disk' }).cache).toBe('/big/disk');
});

test('an empty variable counts as not set, and numbers and lists are read', () => {
  const config = loadConfig({
    WEIR_MODE: 'demo',
    WEIR_PORT: ' 9000 ',
    WEIR_UNDO_SECONDS: '0',
    REDIS_URL: '',
    WEIR_ALLOW_LOOPBACK_HOSTS: '127.0.0.1:4101, localhost:4102',
  });
  expect(config).toMatchObject({
    port: 9000,
    undoSeconds: 0,
    allowLoopbackHosts: ['127.0.0.1:4101', 'localhost:4102'],
  });
  expect(config).not.toHaveProperty('redisUrl');
});

test('every wrong variable is named at once, with what is wrong and how to mend it', () => {
  expect(
    refusal({
      ELASTICSEARCH_URL: 'localhost:9200',
      REDIS_URL: 'http://:hunter2@127.0.0.1',
      WEIR_LOG_LEVEL: 'loud',
      WEIR_MODE: 'staging',
      WEIR_NAMESPACE: 'Weir_1',
      WEIR_PORT: '80a',
      WEIR_UNDO_SECONDS: '-5',
    }),
  ).toBe(
    [
      'WEIR_MODE is not valid: "staging". Give one of production, demo, test.',
      'WEIR_PORT is not valid: "80a". Give a whole number from 1 to 65535.',
      'WEIR_NAMESPACE is not valid: "Weir_1". Give lower-case letters, digits and hyphens, a letter first, at most 32.',
      'ELASTICSEARCH_URL is not valid: "localhost:9200". Give an address such as http://127.0.0.1:9200.',
      'REDIS_URL is not valid. Give an address such as redis://127.0.0.1:6379.',
      'WEIR_UNDO_SECONDS is not valid: "-5". Give a whole number from 0 to 3600.',
      'WEIR_LOG_LEVEL is not valid: "loud". Give one of fatal, error, warn, info, debug, trace, silent.',
    ].join('\n'),
  );
});

test('a variable that Weir does not know is refused, with the name that was meant', () => {
  expect(refusal({ WEIR_UNDO_SECOND: '5', WEIR_COLOUR: 'blue' })).toBe(
    [
      'WEIR_COLOUR is not a variable that Weir knows. Remove it.',
      'WEIR_UNDO_SECOND is not a variable that Weir knows. Did you mean WEIR_UNDO_SECONDS? Else remove it.',
    ].join('\n'),
  );
});

test('addresses of this machine may be crawled in demo and test, never in production', () => {
  expect(refusal({ WEIR_ALLOW_LOOPBACK_HOSTS: '127.0.0.1:4101' })).toBe(
    'WEIR_ALLOW_LOOPBACK_HOSTS is not accepted in production: it would let a crawled page reach services of this machine. Remove it, or set WEIR_MODE to demo.',
  );
  expect(refusal({ WEIR_MODE: 'demo', WEIR_ALLOW_LOOPBACK_HOSTS: '10.0.0.8:80' })).toBe(
    'WEIR_ALLOW_LOOPBACK_HOSTS is not valid: "10.0.0.8:80". Give a list such as 127.0.0.1:4101,localhost:4102.',
  );
});

test('in production a server that others can reach needs an https address', () => {
  expect(refusal({ WEIR_HOST: '0.0.0.0' })).toBe(
    'WEIR_PUBLIC_URL must be an https address where WEIR_HOST is 0.0.0.0, since sign-in would travel in the clear. Put a TLS proxy before Weir and give its address here.',
  );
  expect(loadConfig({ WEIR_HOST: '0.0.0.0', WEIR_PUBLIC_URL: 'https://weir.example.org' }).host).toBe('0.0.0.0');
});

test('the table for the documentation has a row with a description and a default for every variable', () => {
  const table = configTable();
  expect(table).toContainEqual({
    name: 'WEIR_UNDO_SECONDS',
    default: '60',
    description: 'How long a decision waits, and can be undone, before anything leaves the house.',
    expects: 'a whole number from 0 to 3600',
  });
  expect(new Set(table.map((row) => row.name)).size).toBe(table.length);
  for (const row of table) expect(row.description).toMatch(/^[A-Z].*\.$/);
});

test('mailboxes for warnings need a mail server', () => {
  const given = { HOME: '/home/ada', WEIR_WARN_EMAILS: 'duty@authority.example,liaisons@authority.example' };
  expect(() => loadConfig(given)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  const smtp = { WEIR_SMTP_HOST: 'mail.authority.example', WEIR_SMTP_FROM: 'weir@authority.example' };
  expect(loadConfig({ ...given, ...smtp }).warnEmails).toEqual([
    'duty@authority.example',
    'liaisons@authority.example',
  ]);
});

test('a provider to sign in with needs who asks it, and which group means which role', () => {
  const given = { HOME: '/home/ada', WEIR_OIDC_ISSUER: 'https://id.example.org' };
  expect(() => loadConfig(given)).toThrow(
    expect.objectContaining({
      details: [
        expect.objectContaining({ location: 'WEIR_OIDC_CLIENT_ID' }),
        expect.objectContaining({ location: 'WEIR_OIDC_ROLES' }),
      ],
    }),
  );
  const whole = { ...given, WEIR_OIDC_CLIENT_ID: 'weir', WEIR_OIDC_ROLES: 'cn=review,ou=x=reviewer' };
  // A list is cut at commas, so a group with one in its name is refused rather than cut in two.
  expect(() => loadConfig(whole)).toThrow();
  expect(loadConfig({ ...whole, WEIR_OIDC_ROLES: 'review=reviewer, lead=supervisor' }).oidcRoles).toEqual([
    'review=reviewer',
    'lead=supervisor',
  ]);
  expect(() => loadConfig({ ...whole, WEIR_OIDC_ROLES: 'review=owner' })).toThrow();
  expect(() => loadConfig({ ...whole, WEIR_OIDC_ISSUER: 'http://id.example.org' })).toThrow();
});
