import type { Examples } from '#classifiers/examples/examples.ts';
import type { Authority } from '#core/authority.ts';
import type { CareDefaults } from '#core/care.ts';
import type { Role } from '#core/roles.ts';
import type { JobQueues } from '#pipeline/queues.ts';
import type { TrySource } from '#pipeline/source-trial.ts';
import type { Store } from '#store/store.ts';
import type { MailChannel, Send } from '#takedowns/delivery.ts';
import type { PrintPdf } from '#takedowns/forms/print.ts';
import type { SignatureKey } from '#takedowns/message-signature.ts';
import type { Directory } from './directory.ts';
import type { ContactKey } from './public/sealed-contact.ts';
import type { Provider } from './session/provider.ts';

export interface ApiConfig {
  /** Where people and operators reach this installation; without a slash at the end. */
  publicUrl: string;
  /** For the connection that listens to changes; the store's own cannot subscribe. */
  redisUrl: string;
  /** Seconds during which a decision or signature can be undone. */
  undoSeconds: number;
  /** Share of decided cases that are read a second time without knowing the decision; one in twenty where left out. */
  secondReadingShare?: number;
  /** What the organisation sets for those who read; CARE_DEFAULTS where it sets nothing. */
  care?: CareDefaults;
  /** True where the fixture web is running: the pages say so. */
  demo: boolean;
  version: string;
  /** Key that binds CSRF tokens to sessions. */
  sessionSecret: string;
  /** Proxies before Weir whose `x-forwarded-for` is believed; off by default. */
  trustProxy?: boolean | string | string[];
  logLevel?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Posts that a dry run must have seen before its policy can go live. */
  dryRunPosts: number;
  /** When a shift of scores is an alarm. */
  drift: { alarmAt: number; leastPosts: number };
  /** Roles that open nothing without a second factor. */
  secondFactorRoles?: readonly Role[];
  /** Requests a minute for one person (or one address, signed out); 1200 by default. */
  requestsPerMinute?: number;
}

/** What a first start needs to know of its surroundings. */
export interface Setup {
  /** Printed where the house was started; null once it was used. */
  code(): string | null;
  used(): void;
  /** Writes down which authority this is; in force from the next start on. */
  saveAuthority(authority: Authority): void;
  /** As it is written down; null where nobody has. */
  authority(): Authority | null;
}

/** What the API is given: it opens nothing itself, and closes only what it opened. */
export interface ApiDependencies {
  store: Store;
  queues: JobQueues;
  /** The issuing authority; without it no order can be drawn up. */
  authority: Authority | null;
  keys: {
    /** Signs what goes to operators. */
    order: SignatureKey;
  };
  /** What the model has learned from, for comparison beside a case. */
  examples: Examples;
  /** The safe-egress client: the only way out of the house. */
  send: Send;
  /** Left out where no mail server is configured. */
  mail?: MailChannel | undefined;
  /** Prints forms; without it there is no PDF. */
  printPdf?: PrintPdf;
  /** Looks at one page before its source is proposed; without it nothing can be tried. */
  trySource?: TrySource;
  /** Public keys of those who keep contacts that people leave; with fewer than two keepers none can be left. */
  contactKeys?: readonly ContactKey[];
  /** Where people may sign in beside their own password. */
  provider?: Provider;
  /** The way into an installation that nobody has an account of yet. */
  setup?: Setup;
  config: ApiConfig;
  /** Built pages; without them only the API is served. */
  dashboardsDir?: string;
}

/** What the routes work with: what was given, and the names that pages show. */
export interface House extends ApiDependencies {
  directory: Directory;
}
