import type { Assessor } from '#classifiers/assessor.ts';
import type { PictureReader } from '#classifiers/pictures/reader.ts';
import type { Clock } from '#core/clock.ts';
import type { WarningLeads } from '#core/clocks.ts';
import type { Actor } from '#core/event.ts';
import type { Collector } from '#crawlers/crawl.ts';
import type { Store } from '#store/store.ts';
import type { MailChannel, Send } from '#takedowns/delivery.ts';
import type { SignatureKey } from '#takedowns/message-signature.ts';
import type { Sharer } from '#takedowns/sharing/item.ts';
import type { AllowList } from './allow-list.ts';
import type { DriftLimits } from './drift-limits.ts';
import type { KnownContent } from './known-content.ts';
import type { Policies } from './policies.ts';
import type { JobQueues } from './queues.ts';
import type { Sampling } from './sampling.ts';
import type { TimeStamps } from './time-stamps.ts';

export interface Escalation {
  leads: WarningLeads;
  /** Null: no messages. */
  webhookUrl: string | null;
  /** Mailboxes that are told too. */
  emails: readonly string[];
  /** Under which people open the page. */
  publicUrl: string;
}

/** Everything that a handler may touch; whoever built a part closes it. */
export interface PipelineContext {
  store: Store;
  queues: JobQueues;
  collector: Collector;
  assessor: Assessor;
  /** Lists of known content; posts are compared with them before the model is asked. */
  known: KnownContent;
  /** Null where pictures are not read. */
  pictures: PictureReader | null;
  /** Thresholds as people put them in force. */
  policies: Policies;
  /** How samples of what is not flagged are drawn. */
  sampling: Sampling;
  allowList: AllowList;
  /** Left out where no time-stamping authority is configured. */
  timeStamps?: TimeStamps | undefined;
  clock: Clock;
  /** Key that signs what goes to operators. */
  requestKey: SignatureKey;
  send: Send;
  /** Left out where no mail server is configured. */
  mail?: MailChannel | undefined;
  /** Names the author by a keyed hash; the key belongs to the month of the post. */
  pseudonymOf: (sourceId: string, author: string, at: string) => string;
  newNonce: () => string;
  /** Who shares confirmed items with partners; without it nothing is shared. */
  sharer?: Sharer;
  /** Where people are warned before a clock runs out, and how long before; the page shows it in any case. */
  escalation?: Escalation;
  /** When a shift of scores is an alarm; left out: nobody is told. */
  drift?: DriftLimits;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** The house itself, by the name of the part that acts. */
export const systemActor = (part: string): Actor => ({ kind: 'system', id: part });
