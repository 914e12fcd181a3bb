/** Open cases by the ten thousand, written straight into an index: only claiming them is measured. */

import type { Client } from '@elastic/elasticsearch';
import type { Case, CaseEvent } from '#core/case.ts';
import { evolveCase } from '#core/case-state.ts';
import { eventId } from '#core/event.ts';
import { sha256 } from '#core/hash.ts';
import { CATEGORIES } from '#core/labels.ts';
import { seeded } from '#core/seeded.ts';
import { caseKind } from '#store/cases.ts';
import { bulkChecked } from '#store/elasticsearch.ts';
import { subjectDocument } from '#store/subject-repository.ts';
import { inventedTexts, pick } from './texts.ts';

const DAY = 86_400_000;
const A_BULK = 1000;

const openedCase = (number: number, next: () => number, texts: ReturnType<typeof inventedTexts>, now: Date): Case => {
  const { text, lang } = pick(texts, next);
  const id = `case-${number}`;
  const leading = pick(CATEGORIES, next);
  const violating = 0.6 + 0.4 * next();
  const at = new Date(now.getTime() - next() * 7 * DAY).toISOString();
  const contentHash = sha256(`${number} ${text}`);
  const event: CaseEvent = {
    v: 1,
    id: eventId({ type: 'case', id }, 1),
    type: 'case.opened',
    subject: { type: 'case', id },
    seq: 1,
    at,
    actor: { kind: 'system', id: 'bench' },
    data: {
      clusterId: String(number),
      title: null,
      text,
      lang,
      contentHash,
      imminentThreat: false,
      assessment: {
        modelVersion: 'bench',
        policyVersion: 'bench',
        violating,
        categories: {
          threat: 0,
          instruction: 0,
          incitement: 0,
          solicitation: 0,
          recruitment: 0,
          glorification: 0,
          [leading]: violating,
        },
        leading,
        context: 'other',
        contextProbability: 0.8,
        spans: [],
        routingReason: 'bench',
      },
      location: {
        postId: sha256(`post ${number}`),
        url: `https://canned.example/posts/${number}`,
        sourceId: 'canned',
        operatorId: 'operator-canned',
        platform: 'Canned timeline',
        contentHash,
        captureId: sha256('capture'),
        publishedAt: at,
        firstSeenAt: at,
        status: 'up',
        checkedAt: null,
      },
    },
  };
  return evolveCase(null, event);
};

/** Cases numbered from `first`, the same for the same seed and number. */
export const openedCases = (first: number, count: number, now: Date): Case[] => {
  const next = seeded(first + 1);
  const texts = inventedTexts();
  return Array.from({ length: count }, (_, index) => openedCase(first + index, next, texts, now));
};

const load = async (client: Client, index: string, documents: { id: string }[]): Promise<void> => {
  for (let at = 0; at < documents.length; at += A_BULK)
    await bulkChecked(
      client,
      documents.slice(at, at + A_BULK).flatMap((document) => [{ create: { _id: document.id } }, document]),
      { index },
    );
  await client.indices.refresh({ index });
};

/** As the store writes them, with an empty outbox; the ledger does not hear of them. */
export const loadCases = (client: Client, index: string, cases: readonly Case[]): Promise<void> =>
  load(
    client,
    index,
    cases.map((one) => subjectDocument(caseKind(index), one.id, one, [], '')),
  );

export interface PlainCase {
  id: string;
  state: string;
  priority: number;
  openedAt: string;
  body: Case;
  claimedBy?: string;
}

/** The queue that one would build on Elasticsearch alone: a field says who has taken the case. */
export const createPlainQueue = async (client: Client, index: string): Promise<void> => {
  await client.indices.create({
    index,
    settings: { number_of_shards: 1, number_of_replicas: 0 },
    mappings: {
      dynamic: 'strict',
      properties: {
        id: { type: 'keyword' },
        state: { type: 'keyword' },
        priority: { type: 'double' },
        openedAt: { type: 'date' },
        claimedBy: { type: 'keyword' },
        body: { type: 'object', enabled: false },
      },
    },
  });
};

export const loadPlainCases = (client: Client, index: string, cases: readonly Case[]): Promise<void> =>
  load(
    client,
    index,
    cases.map(
      (body): PlainCase => ({
        id: body.id,
        state: body.state,
        priority: body.priority,
        openedAt: body.openedAt,
        body,
      }),
    ),
  );
