import { WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { type PageRecipe, readsByRecipe, type Source } from '#core/source.ts';
import { recipeFaults } from '#crawlers/trial/recipe-trial.ts';
import type { SourceTrial } from '#crawlers/trial/try-source.ts';
import type { Store } from '#store/store.ts';

/** Fetches one page for one source that is on no list. Whoever builds it keeps to the source's own host. */
export type TrySource = (source: Source) => Promise<SourceTrial>;

export interface TrialQuestion {
  adapter: Source['adapter'];
  address: string;
  /** The host of the address once more, from the person: that it is public, and that they are about to propose it. */
  confirmedHost: string;
  recipe?: PageRecipe | undefined;
}

/** The least time between two requests to a host of a trial, in milliseconds; a longer Crawl-delay wins. */
const DELAY_MILLISECONDS = 1000;

/** The host as the allow-list writes it: without the port where it is that of the scheme. */
const hostOf = (address: string): string | null => {
  try {
    return new URL(address).host;
  } catch {
    return null;
  }
};

const question = ({ adapter, address, confirmedHost, recipe }: TrialQuestion, now: string): Source => {
  return {
    id: 'trial',
    name: 'Trial',
    adapter,
    addresses: [address],
    hosts: [confirmedHost],
    operatorId: 'trial',
    languages: ['und'],
    ...(recipe === undefined ? {} : { recipes: [recipe] }),
    everySeconds: 3600,
    delayMilliseconds: DELAY_MILLISECONDS,
    maxRequestsPerPoll: readsByRecipe(adapter) ? 6 : 1,
    legalBasis: 'trial',
    purpose: 'trial',
    owner: 'trial',
    approvedBy: 'trial',
    approvedAt: now,
    reviewBy: now,
    paused: false,
  };
};

/**
 * A look at one page before it is proposed. The rule: one page, on a host that this person has just confirmed by name, by the same
 * egress, robots.txt and politeness as every visit; nothing is stored, and the ledger knows who looked where before it happens.
 * @throws TRY_HOST_NOT_CONFIRMED, SOURCE_INVALID (422)
 */
export const runTrial = async (
  store: Pick<Store, 'access' | 'clock'>,
  trySource: TrySource,
  asked: TrialQuestion,
  actor: Actor,
): Promise<SourceTrial> => {
  const host = hostOf(asked.address);
  if (host === null || asked.confirmedHost !== host)
    throw new WeirError(
      'TRY_HOST_NOT_CONFIRMED',
      `The address lies on ${host ?? 'no host'}, which was not confirmed.`,
      {
        status: 422,
        fix: 'Confirm the host of the address: that it is public, and that you are about to propose it.',
        details: [{ location: '/confirmedHost', message: `is not ${host ?? 'a host'}` }],
      },
    );
  const details = asked.recipe === undefined ? [] : recipeFaults(asked.recipe, '/recipe');
  if (details.length > 0)
    throw new WeirError('SOURCE_INVALID', 'The recipe cannot be tried as it stands.', {
      status: 422,
      fix: 'Correct the fields listed in details and send it again.',
      details,
    });
  await store.access.record(actor, {
    type: 'source.tried',
    subject: asked.address,
    reason: `${asked.adapter}; confirmed host ${host}`,
  });
  return trySource(question(asked, store.clock.now().toISOString()));
};
