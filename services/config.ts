import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Static, type TSchema, Type } from 'typebox';
import { Check } from 'typebox/value';
import { type ErrorDetail, WeirError } from '#core/errors.ts';

/** What a variable says of itself, beside its type; the table in the documentation is printed from it. */
interface About {
  /** The variable's name in the environment. */
  env: string;
  /** What it expects, as the end of the sentence "Give ...". */
  expects: string;
  description: string;
  /** The default in words, where it is worked out from other things. */
  otherwise?: string;
  /** Never shown. */
  secret?: boolean;
  default?: string | number | string[];
}

const text = (about: About, pattern?: string) =>
  Type.String({ minLength: 1, maxLength: 4096, ...(pattern === undefined ? {} : { pattern }), ...about });
const optionalText = (about: About, pattern?: string) => Type.Optional(text(about, pattern));
const path = (about: Omit<About, 'expects'>) => text({ expects: 'the path of a file or folder', ...about });
const whole = (minimum: number, maximum: number, about: Omit<About, 'expects'>) =>
  Type.Integer({ minimum, maximum, expects: `a whole number from ${minimum} to ${maximum}`, ...about });
const real = (minimum: number, maximum: number, about: Omit<About, 'expects'>) =>
  Type.Number({ minimum, maximum, expects: `a number from ${minimum} to ${maximum}`, ...about });
const oneOf = <T extends string>(values: T[], about: Omit<About, 'expects'>) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { expects: `one of ${values.join(', ')}`, ...about },
  );

const HTTP = '^https?://[^\\s/]+\\S*$';

/** The whole configuration of the product: one property for each variable of the environment. */
export const ConfigSchema = Type.Object(
  {
    mode: oneOf(['production', 'demo', 'test'], {
      env: 'WEIR_MODE',
      default: 'production',
      description: 'What this installation is for. Only demo and test may crawl addresses of this machine.',
    }),
    home: path({
      env: 'WEIR_HOME',
      otherwise: '.weir in the folder of the program',
      description: 'Data, state, logs and secrets of this installation.',
    }),
    cache: path({
      env: 'WEIR_CACHE',
      otherwise: 'weir in XDG_CACHE_HOME, else .cache/weir in the home folder',
      description: 'Fetched artifacts and what is built from them; may be deleted at any time and shared.',
    }),
    host: text({
      env: 'WEIR_HOST',
      default: '127.0.0.1',
      expects: 'an address of this machine',
      description: 'The address that the web server listens on.',
    }),
    port: whole(1, 65_535, {
      env: 'WEIR_PORT',
      default: 8420,
      description: 'The port of the web server. Where the default is taken, the next free one is used.',
    }),
    publicUrl: optionalText(
      {
        env: 'WEIR_PUBLIC_URL',
        expects: 'an address such as https://weir.example.org',
        otherwise: 'http, the host and the port',
        description: 'The address under which people and operators reach this installation; it stands in orders.',
      },
      HTTP,
    ),
    trustProxy: optionalText({
      env: 'WEIR_TRUST_PROXY',
      expects: 'addresses or ranges such as 127.0.0.1,10.0.0.0/8',
      otherwise: 'no proxy is believed',
      description: 'Proxies before Weir whose X-Forwarded-For is believed; needed for sign-in limits behind one.',
    }),
    namespace: text(
      {
        env: 'WEIR_NAMESPACE',
        default: 'weir',
        expects: 'lower-case letters, digits and hyphens, a letter first, at most 32',
        description: 'Prefix of every index and every Redis key, so that installations can share a cluster.',
      },
      '^[a-z][a-z0-9-]{0,31}$',
    ),
    elasticsearchUrl: optionalText(
      {
        env: 'ELASTICSEARCH_URL',
        expects: 'an address such as http://127.0.0.1:9200',
        otherwise: 'a node is started on this machine',
        description: 'The Elasticsearch cluster, version 9.',
      },
      HTTP,
    ),
    elasticsearchApiKey: optionalText({
      env: 'ELASTICSEARCH_API_KEY',
      expects: 'the encoded API key',
      secret: true,
      description: 'The API key for a cluster that has security switched on.',
    }),
    elasticsearchHeap: text(
      {
        env: 'WEIR_ELASTICSEARCH_HEAP',
        default: '1g',
        expects: 'a size such as 512m or 4g',
        description: 'Heap of the node that is started on this machine.',
      },
      '^[1-9][0-9]*[mg]$',
    ),
    redisUrl: optionalText(
      {
        env: 'REDIS_URL',
        expects: 'an address such as redis://127.0.0.1:6379',
        otherwise: 'a server is started on this machine',
        secret: true,
        description: 'Redis 6.2 or later, or Valkey, with the append-only file on and no eviction.',
      },
      '^rediss?://\\S+$',
    ),
    chromiumPath: optionalText({
      env: 'CHROMIUM_PATH',
      expects: 'the path of the chromium or chrome program',
      otherwise: 'one of this machine, else the bundled one',
      description: 'The browser that takes captures.',
    }),
    javaHome: optionalText({
      env: 'JAVA_HOME',
      expects: 'the folder of a Java 21 or later',
      otherwise: 'one of this machine, else the fetched runtime; an older one is passed over',
      description: 'The Java that runs Elasticsearch.',
    }),
    encoder: optionalText({
      env: 'WEIR_ENCODER',
      expects: 'the folder of an encoder',
      otherwise: 'built once into the cache folder',
      description: 'The text encoder of the classifiers.',
    }),
    evidence: path({
      env: 'WEIR_EVIDENCE',
      otherwise: 'evidence in WEIR_HOME',
      description: 'The folder of the evidence store. Keep it on a disk that is backed up.',
    }),
    evidenceUrl: optionalText(
      {
        env: 'WEIR_EVIDENCE_URL',
        expects: 'a bucket such as s3://weir-evidence or s3://archive/weir',
        otherwise: 'objects are files in the folder of the evidence store',
        description:
          'A bucket for the objects of the evidence store. Custody log, signatures and the order of the journal stay in the folder.',
      },
      '^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]*)?$',
    ),
    s3Endpoint: optionalText(
      {
        env: 'WEIR_S3_ENDPOINT',
        expects: 'an address such as https://s3.example.org',
        otherwise: 'that of Amazon for the region',
        description: 'The S3 service that holds the bucket.',
      },
      HTTP,
    ),
    s3Region: text(
      {
        env: 'WEIR_S3_REGION',
        default: 'us-east-1',
        expects: 'the name of a region',
        description: 'The region of the bucket; services that have none take any.',
      },
      '^[a-z0-9-]{1,40}$',
    ),
    s3AccessKeyId: optionalText({
      env: 'WEIR_S3_ACCESS_KEY_ID',
      expects: 'the id of the key',
      description: 'The key that may read, write and delete objects of the bucket.',
    }),
    s3SecretAccessKey: optionalText({
      env: 'WEIR_S3_SECRET_ACCESS_KEY',
      expects: 'the secret of that key',
      secret: true,
      description: 'The secret that belongs to the key.',
    }),
    timeStampUrls: Type.Array(Type.String({ pattern: HTTP }), {
      env: 'WEIR_TIME_STAMP_URLS',
      default: [],
      expects: 'a list of addresses such as https://tsa.example.org/tsr',
      description:
        'Time-stamping authorities (RFC 3161) that are asked for a stamp on every capture. Two of them are needed for assurance A3.',
    }),
    timeStampRoots: optionalText({
      env: 'WEIR_TIME_STAMP_ROOTS',
      expects: 'the path of a file with certificates in PEM',
      otherwise: 'the roots that Node.js comes with',
      description:
        'Root certificates of time-stamping authorities, trusted beside those of Node.js when stamps are verified.',
    }),
    secretFile: path({
      env: 'WEIR_SECRET_FILE',
      otherwise: 'secrets/weir.json in WEIR_HOME',
      description:
        'Keys and secrets, made at the first start. Readable by its owner alone; back it up apart from the data.',
    }),
    smtpHost: optionalText(
      {
        env: 'WEIR_SMTP_HOST',
        expects: 'the name of a mail server such as mail.example.org',
        otherwise: 'orders to operators that take e-mail are dead letters',
        description:
          'The mail server of the authority, which takes what goes to operators by e-mail. It must have a public address.',
      },
      '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$',
    ),
    smtpPort: whole(1, 65_535, {
      env: 'WEIR_SMTP_PORT',
      default: 587,
      description: 'The port of the mail server.',
    }),
    smtpSecurity: oneOf(['starttls', 'tls', 'none'], {
      env: 'WEIR_SMTP_SECURITY',
      default: 'starttls',
      description:
        'How the line to the mail server is encrypted: starttls demands it before anything is said, tls from the first byte. none is for demo and test only.',
    }),
    smtpUser: optionalText({
      env: 'WEIR_SMTP_USER',
      expects: 'a user name',
      otherwise: 'no sign-in',
      description: 'The user that signs in to the mail server.',
    }),
    smtpPassword: optionalText({
      env: 'WEIR_SMTP_PASSWORD',
      expects: 'the password of that user',
      secret: true,
      description: 'The password for the mail server.',
    }),
    smtpFrom: optionalText(
      {
        env: 'WEIR_SMTP_FROM',
        expects: 'an address such as orders@authority.example',
        description: 'The sender of what goes to operators by e-mail; needed where WEIR_SMTP_HOST is set.',
      },
      '^[^\\s@<>]+@[A-Za-z0-9.-]+$',
    ),
    smtpReturns: optionalText(
      {
        env: 'WEIR_SMTP_RETURNS',
        expects: 'a mailbox such as returns@authority.example, of at most 24 characters before the @',
        otherwise: 'what comes back goes to WEIR_SMTP_FROM, and is read by people',
        description:
          'The mailbox to which mail servers return what they cannot deliver; each message gets an address of its own in it (returns+…@). What comes there is handed to weir returned-mail.',
      },
      '^[A-Za-z0-9._-]{1,24}@[A-Za-z0-9.-]+$',
    ),
    secondReadingShare: real(0, 1, {
      env: 'WEIR_SECOND_READING_SHARE',
      default: 0.05,
      description:
        'The share of decided cases that a second person reads without knowing the decision, to measure agreement.',
    }),
    careHeavyPerDay: whole(0, 10_000, {
      env: 'WEIR_CARE_HEAVY_PER_DAY',
      default: 60,
      description:
        'After so many heavy texts on a day (threat, instruction, incitement, solicitation) a reviewer is given lighter ones; each may set another number.',
    }),
    carePerDay: whole(0, 10_000, {
      env: 'WEIR_CARE_PER_DAY',
      default: 300,
      description: 'After so many texts on a day a reviewer is given no more; each may set another number.',
    }),
    careBreakMinutes: whole(5, 480, {
      env: 'WEIR_CARE_BREAK_MINUTES',
      default: 50,
      description: 'After so many minutes at work the pages suggest a break; each may set another number.',
    }),
    oidcIssuer: optionalText(
      {
        env: 'WEIR_OIDC_ISSUER',
        expects: 'an address such as https://id.example.org; http only on this machine',
        otherwise: 'people sign in with login and password alone',
        description: 'The OpenID Connect provider that people may sign in with, beside accounts with a password.',
      },
      '^(https://[^\\s/@]+|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?)(/\\S*)?$',
    ),
    oidcName: text({
      env: 'WEIR_OIDC_NAME',
      default: 'Single sign-on',
      expects: 'a name',
      description: 'What the button for that provider says.',
    }),
    oidcClientId: optionalText({
      env: 'WEIR_OIDC_CLIENT_ID',
      expects: 'the id that the provider gave this installation',
      description: 'Needed where WEIR_OIDC_ISSUER is set.',
    }),
    oidcClientSecret: optionalText({
      env: 'WEIR_OIDC_CLIENT_SECRET',
      expects: 'the secret that the provider gave',
      otherwise: 'a public client, with PKCE alone',
      secret: true,
      description: 'The secret of this installation at the provider.',
    }),
    oidcScopes: text({
      env: 'WEIR_OIDC_SCOPES',
      default: 'openid profile',
      expects: 'scopes with blanks between them, openid among them',
      description: 'What the provider is asked for.',
    }),
    oidcRolesClaim: text({
      env: 'WEIR_OIDC_ROLES_CLAIM',
      default: 'groups',
      expects: 'the name of a claim',
      description: "The claim that holds a person's groups at the provider.",
    }),
    oidcRoles: Type.Array(Type.String({ pattern: '^[^=].*=(reviewer|liaison|analyst|supervisor|auditor)$' }), {
      env: 'WEIR_OIDC_ROLES',
      default: [],
      expects: 'a list such as weir-review=reviewer,weir-lead=supervisor',
      description:
        'Which group at the provider means which role. Whoever is in none of them is refused; roles are read anew at each sign-in.',
    }),
    secondFactorRoles: Type.Array(Type.Enum(['reviewer', 'liaison', 'analyst', 'supervisor', 'auditor']), {
      env: 'WEIR_SECOND_FACTOR_ROLES',
      default: [],
      expects: 'a list of roles such as supervisor,liaison',
      description:
        'Roles that open nothing without a one-time code (RFC 6238). People who sign in with a provider have their second factor there.',
    }),
    undoSeconds: whole(0, 3600, {
      env: 'WEIR_UNDO_SECONDS',
      default: 60,
      description: 'How long a decision waits, and can be undone, before anything leaves the house.',
    }),
    warnMinutes: whole(1, 59, {
      env: 'WEIR_WARN_MINUTES',
      default: 15,
      description: 'How many minutes before the hour of an order ends people are warned.',
    }),
    warnHours: whole(1, 240, {
      env: 'WEIR_WARN_HOURS',
      default: 24,
      description: 'How many hours before another clock of an order runs out people are warned.',
    }),
    warnWebhook: optionalText(
      {
        env: 'WEIR_WARN_WEBHOOK',
        expects: 'an address such as https://alarms.example.org/weir',
        otherwise: 'warnings stand on the page alone',
        description: 'Where warnings of clocks are sent too, as signed messages. http only on this machine.',
      },
      '^(https://[^\\s/@]+|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?)(/\\S*)?$',
    ),
    warnEmails: Type.Array(Type.String({ pattern: '^[^\\s@<>,]+@[A-Za-z0-9.-]+$' }), {
      env: 'WEIR_WARN_EMAILS',
      default: [],
      expects: 'a list of addresses such as liaisons@authority.example',
      description:
        'Who gets warnings of clocks by e-mail too, over the mail server of WEIR_SMTP_HOST. They name no content and no person.',
    }),
    dryRunPosts: whole(1, 1_000_000, {
      env: 'WEIR_DRY_RUN_POSTS',
      default: 100,
      description: 'New posts that a routing policy must have seen in a dry run before it can be put in force.',
    }),
    driftAlarm: real(0.01, 100, {
      env: 'WEIR_DRIFT_ALARM',
      default: 0.25,
      description:
        'Population stability index from which a shift of scores or novelty, against the four weeks before, is an alarm.',
    }),
    driftPosts: whole(10, 1_000_000, {
      env: 'WEIR_DRIFT_POSTS',
      default: 100,
      description: 'Posts that a week, and the four weeks before it, must have for a shift to be an alarm.',
    }),
    pictureReaders: whole(0, 16, {
      env: 'WEIR_PICTURE_READERS',
      default: 1,
      description:
        'Processes of one worker that read the pictures of posts; with 0 no picture is fetched, and posts say so.',
    }),
    allowLoopbackHosts: Type.Array(Type.String({ pattern: '^(127\\.0\\.0\\.1|localhost|\\[::1\\]):[0-9]{1,5}$' }), {
      env: 'WEIR_ALLOW_LOOPBACK_HOSTS',
      default: [],
      expects: 'a list such as 127.0.0.1:4101,localhost:4102',
      description: 'Addresses of this machine that may be crawled and ordered, in demo and test only.',
    }),
    mavenRepository: optionalText(
      {
        env: 'WEIR_MAVEN_REPOSITORY',
        expects: 'an address that ends with a slash',
        otherwise: 'the default of the Maven client',
        description: 'A mirror from which set-up fetches jars. pip has its own settings.',
      },
      '^https?://\\S+/$',
    ),
    logLevel: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      env: 'WEIR_LOG_LEVEL',
      default: 'info',
      description: 'The least severe entry that is written to the log.',
    }),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof ConfigSchema>;

interface Variable extends About {
  key: string;
  schema: TSchema;
}

const variables: Variable[] = Object.entries(ConfigSchema.properties).map(([key, schema]) => ({
  ...(schema as unknown as About),
  key,
  schema,
}));

/** One row for each variable, for the documentation and for `weir doctor --config`. */
export const configTable = (): { name: string; default: string; description: string; expects: string }[] =>
  variables.map(({ env, expects, description, otherwise, ...rest }) => ({
    name: env,
    default: otherwise ?? (rest.default === undefined ? '' : [rest.default].flat().join(',')),
    description,
    expects,
  }));

/** The value as its schema wants it, from the text in the environment. */
const read = ({ schema }: Variable, value: string): unknown => {
  if ('type' in schema && schema.type === 'integer') return /^-?\d+$/.test(value) ? Number(value) : value;
  if ('type' in schema && schema.type === 'number') return /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if ('type' in schema && schema.type === 'array') return value.split(',').map((one) => one.trim());
  return value;
};

const derived = (env: NodeJS.ProcessEnv) => {
  const home = resolve(env.WEIR_HOME || fileURLToPath(new URL('../.weir', import.meta.url)));
  return {
    home,
    cache: resolve(env.WEIR_CACHE || join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'weir')),
    evidence: resolve(env.WEIR_EVIDENCE || join(home, 'evidence')),
    secretFile: resolve(env.WEIR_SECRET_FILE || join(home, 'secrets', 'weir.json')),
  };
};

/** Letters to change, add or drop to get from one name to the other. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(same, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

const unknownVariable = (name: string): ErrorDetail => {
  const [nearest] = variables.map(({ env }) => env).sort((a, b) => distance(name, a) - distance(name, b));
  const hint = nearest !== undefined && distance(name, nearest) <= 4 ? `Did you mean ${nearest}? Else remove it.` : '';
  return { location: name, message: 'is not a variable that Weir knows', fix: hint || 'Remove it.' };
};

const rules = (config: Config, given: (name: string) => boolean): ErrorDetail[] => {
  const details: ErrorDetail[] = [];
  if (config.mode === 'production' && given('WEIR_ALLOW_LOOPBACK_HOSTS')) {
    details.push({
      location: 'WEIR_ALLOW_LOOPBACK_HOSTS',
      message: 'is not accepted in production: it would let a crawled page reach services of this machine',
      fix: 'Remove it, or set WEIR_MODE to demo.',
    });
  }
  if (config.smtpHost !== undefined && config.smtpFrom === undefined) {
    details.push({
      location: 'WEIR_SMTP_FROM',
      message: 'is missing: a mail server is set, and nobody to send from',
      fix: 'Give the address from which the authority writes to operators.',
    });
  }
  if (config.warnEmails.length > 0 && config.smtpHost === undefined) {
    details.push({
      location: 'WEIR_WARN_EMAILS',
      message: 'names mailboxes, and no mail server is set to reach them',
      fix: 'Set WEIR_SMTP_HOST and WEIR_SMTP_FROM too, or remove it.',
    });
  }
  if (config.mode === 'production' && config.smtpSecurity === 'none') {
    details.push({
      location: 'WEIR_SMTP_SECURITY',
      message: 'must not be none in production: orders and the password would travel in the clear',
      fix: 'Set starttls or tls.',
    });
  }
  for (const [location, value] of [
    ['WEIR_S3_ACCESS_KEY_ID', config.s3AccessKeyId],
    ['WEIR_S3_SECRET_ACCESS_KEY', config.s3SecretAccessKey],
  ] as const)
    if (config.evidenceUrl !== undefined && value === undefined)
      details.push({
        location,
        message: 'is missing: a bucket is set, and nothing to sign requests with',
        fix: 'Give the key of the bucket, both parts.',
      });
  if ((config.smtpUser === undefined) !== (config.smtpPassword === undefined)) {
    details.push({
      location: config.smtpUser === undefined ? 'WEIR_SMTP_USER' : 'WEIR_SMTP_PASSWORD',
      message: 'is missing: user and password go together',
      fix: 'Set both, or neither.',
    });
  }
  if (config.oidcIssuer !== undefined) {
    if (config.oidcClientId === undefined)
      details.push({
        location: 'WEIR_OIDC_CLIENT_ID',
        message: 'is missing: a provider is set, and not who asks it',
        fix: 'Give the client id that the provider knows this installation by.',
      });
    if (config.oidcRoles.length === 0)
      details.push({
        location: 'WEIR_OIDC_ROLES',
        message: 'is missing: nobody who comes from the provider would have a role',
        fix: 'Say which group means which role.',
      });
  }
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(config.host);
  if (config.mode === 'production' && !isLoopback && !config.publicUrl?.startsWith('https://')) {
    details.push({
      location: 'WEIR_PUBLIC_URL',
      message: `must be an https address where WEIR_HOST is ${config.host}, since sign-in would travel in the clear`,
      fix: 'Put a TLS proxy before Weir and give its address here.',
    });
  }
  return details;
};

/**
 * Reads the whole configuration from the environment. An empty variable counts as not set; relative paths become absolute.
 * @throws WeirError CONFIG_INVALID with one detail per wrong variable: its name, what is wrong, how to mend it
 */
export const loadConfig = (env: NodeJS.ProcessEnv = process.env): Config => {
  const details: ErrorDetail[] = [];
  const values: Record<string, unknown> = {};
  const known = new Set(variables.map((one) => one.env));
  for (const variable of variables) {
    const raw = env[variable.env]?.trim() ?? '';
    const value = raw === '' ? variable.default : read(variable, raw);
    if (value === undefined) continue;
    if (Check(variable.schema, value)) values[variable.key] = value;
    else {
      details.push({
        location: variable.env,
        message: variable.secret ? 'is not valid' : `is not valid: "${raw}"`,
        fix: `Give ${variable.expects}.`,
      });
    }
  }
  for (const name of Object.keys(env).sort()) {
    if (name.startsWith('WEIR_') && !known.has(name)) details.push(unknownVariable(name));
  }
  const config = { ...values, ...derived(env) } as Config;
  if (details.length === 0) details.push(...rules(config, (name) => (env[name] ?? '').trim() !== ''));
  if (details.length === 0) return config;
  throw new WeirError('CONFIG_INVALID', 'The configuration is not valid.', {
    fix: 'Correct the variables listed in details and start again.',
    details,
  });
};
