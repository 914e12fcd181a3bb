import { type AllowListEntry, entryFaults } from '#core/allow-list-entry.ts';
import { type ErrorDetail, isWeirError, WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { may } from '#core/roles.ts';
import {
  approveSource,
  editSource,
  pauseSource,
  refuseSource,
  resumeSource,
  retireSource,
  type SourceChange,
  type SourceRecord,
} from '#core/source-record.ts';
import { recipeFaults } from '#crawlers/trial/recipe-trial.ts';
import type { Store } from '#store/store.ts';
import type { JobQueues } from './queues.ts';

/**
 * What people do to the allow-list, for the API and the command line alike. Whoever calls has checked that the person may.
 * `root` is where the entry stands in what was sent, for the places of faults.
 */
export interface SourceRegister {
  /** @throws SOURCE_INVALID (422) · SOURCE_EXISTS (409) */
  propose(entry: AllowListEntry, by: Omit<SourceChange, 'version'>, root?: string): Promise<SourceRecord>;
  /** @throws SOURCE_INVALID (422) · SOURCE_UNKNOWN (404) · SOURCE_STATE · SOURCE_CHANGED · SOURCE_UNCHANGED (409) */
  edit(id: string, entry: AllowListEntry, change: SourceChange, root?: string): Promise<SourceRecord>;
  /** @throws SOURCE_UNKNOWN · SECOND_PERSON_REQUIRED (403) · SOURCE_NOT_PROPOSED · SOURCE_CHANGED · SOURCE_REVIEW_PAST (409) */
  approve(id: string, change: Omit<SourceChange, 'reason'> & { reason: string | null }): Promise<SourceRecord>;
  /** @throws SOURCE_UNKNOWN · SOURCE_NOT_PROPOSED · SOURCE_CHANGED */
  refuse(id: string, change: SourceChange): Promise<SourceRecord>;
  /** @throws SOURCE_UNKNOWN · SOURCE_STATE */
  pause(id: string, by: Omit<SourceChange, 'version'>): Promise<SourceRecord>;
  /** @throws SOURCE_UNKNOWN · SOURCE_STATE */
  resume(id: string, by: Omit<SourceChange, 'version'>): Promise<SourceRecord>;
  /** @throws SOURCE_UNKNOWN · SOURCE_STATE · SOURCE_CHANGED */
  retire(id: string, change: SourceChange): Promise<SourceRecord>;
}

/** `queues`: where it is given, a source that may be visited is visited at once, and not only when the sweeper comes by. */
export const createSourceRegister = (store: Store, queues?: Pick<JobQueues, 'enqueue'>): SourceRegister => {
  const check = async (entry: AllowListEntry, root: string): Promise<void> => {
    const owner = (await store.accounts.list()).find((account) => account.id === entry.owner);
    const ownerFaults: ErrorDetail[] =
      owner !== undefined && !owner.disabled && may(owner.roles, 'source:read')
        ? []
        : [
            {
              location: `${root}/owner`,
              rule: 'owner',
              message: 'is no account of this installation that may see sources',
              fix: 'Give the id of an account of an analyst or a supervisor.',
            },
          ];
    const details = [
      ...entryFaults(entry, store.clock.now().toISOString(), root),
      ...ownerFaults,
      ...(entry.recipes ?? []).flatMap((recipe, index) => recipeFaults(recipe, `${root}/recipes/${index}`)),
    ];
    if (details.length > 0)
      throw new WeirError('SOURCE_INVALID', 'The entry cannot be put on the allow-list as it stands.', {
        status: 422,
        fix: 'Correct the fields listed in details and send it again.',
        details,
      });
  };
  const changed = async (
    id: string,
    actor: Actor,
    decide: Parameters<Store['sources']['change']>[2],
  ): Promise<SourceRecord> => (await store.sources.change(id, actor, decide)).state;
  const visit = async (subject: SourceRecord): Promise<SourceRecord> => {
    if (subject.record !== null && !subject.record.paused) await queues?.enqueue('crawl', { sourceId: subject.id });
    return subject;
  };
  return {
    propose: async (entry, { actor, reason }, root = '') => {
      await check(entry, root);
      try {
        const draft = { type: 'source.proposed' as const, data: { entry, reason } };
        return (await store.sources.create(entry.id, draft, actor)).state;
      } catch (error) {
        if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
        throw new WeirError('SOURCE_EXISTS', `There is a source ${entry.id} already, or there was one.`, {
          status: 409,
          fix: 'Choose another id, or change that source. An id names one source for ever.',
          details: [{ location: `${root}/id`, rule: 'taken', message: 'is taken' }],
        });
      }
    },
    edit: async (id, entry, change, root = '') => {
      if (entry.id !== id)
        throw new WeirError('SOURCE_INVALID', 'The id of a source never changes.', {
          status: 422,
          fix: 'Leave the id as it is, or propose a new source.',
          details: [{ location: `${root}/id`, message: `is not ${id}` }],
        });
      await check(entry, root);
      return changed(id, change.actor, (subject) => editSource(subject, change, entry));
    },
    approve: async (id, change) => {
      const now = store.clock.now().toISOString();
      return visit(await changed(id, change.actor, (subject) => approveSource(subject, change, now)));
    },
    refuse: (id, change) => changed(id, change.actor, (subject) => refuseSource(subject, change)),
    pause: (id, { actor, reason }) => changed(id, actor, (subject) => pauseSource(subject, reason)),
    resume: async (id, { actor, reason }) =>
      visit(await changed(id, actor, (subject) => resumeSource(subject, reason))),
    retire: (id, change) => changed(id, change.actor, (subject) => retireSource(subject, change)),
  };
};
