import { readFileSync } from 'node:fs';
import type { estypes } from '@elastic/elasticsearch';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Case, CaseDraft, CaseEvent } from '#core/case.ts';
import { evolveCase } from '#core/case-state.ts';
import { WeirError } from '#core/errors.ts';
import type { DomainEvent } from '#core/event.ts';
import { hashOf } from '#core/hash.ts';
import { testNamespace } from '../tests/namespace.ts';
import { caseKind } from './cases.ts';
import { aliasOf } from './indices.ts';
import type { Store } from './store.ts';
import { openSubjectRepository } from './subject-repository.ts';
import { aLocation, aSource, caseOpened, machine, noted, person } from './test-records.ts';
import { testStores } from './test-store.ts';

type IndexRequest = estypes.IndexRequest<unknown>;

const namespace = testNamespace();
const stores = testStores(namespace);
const index = aliasOf(namespace, 'cases');
let one: Store;
let two: Store;
beforeAll(async () => {
  [one, two] = await Promise.all([stores.open(), stores.open()]);
  await Promise.all([one.migrate(), two.migrate()]);
});

const idsInLedger = (subject: string): string[] =>
  readFileSync(stores.options.ledgerFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line): { id: string; subject: { id: string } }[] => JSON.parse(line).entries)
    .filter((leaf) => leaf.subject.id === subject)
    .map((leaf) => leaf.id);

/** A process that dies after the write of the case and before the ledger. */
const dying = () =>
  openSubjectRepository<Case, CaseDraft>(caseKind(index), {
    client: one.elasticsearch,
    clock: stores.clock,
    newId: () => 'dying',
    ledger: {
      knows: () => false,
      append: async () => {
        throw new WeirError('DIED', 'the process died here');
      },
    },
  });

describe('a change of a subject', () => {
  it('is refused for a case that exists already, and for one that does not', async () => {
    await one.cases.create('case-twice', caseOpened('twice'), machine);
    await expect(two.cases.create('case-twice', caseOpened('twice'), machine)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      status: 409,
    });
    await expect(one.cases.change('case-none', machine, () => [])).rejects.toMatchObject({
      code: 'CASE_UNKNOWN',
      status: 404,
    });
    expect(await one.cases.get('case-none')).toBeNull();
  });

  it('is created once when many try at the same moment', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? one : two).cases.create('case-race', caseOpened('race'), machine)),
    );
    expect(tries.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
    expect(idsInLedger('case-race')).toEqual(['case:case-race:1']);
  });

  it('loses no event when two processes change one case at the same time', async () => {
    await one.cases.create('case-busy', caseOpened('busy'), machine);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? one : two).cases.change('case-busy', person(`p${n}`), () => [noted(`note ${n}`)]),
      ),
    );
    const state = await two.cases.get('case-busy');
    expect(state?.notes.map((note) => note.text).sort()).toEqual(
      Array.from({ length: 20 }, (_, n) => `note ${n}`).sort(),
    );
    expect(state?.seq).toBe(21);
    expect(idsInLedger('case-busy')).toEqual(Array.from({ length: 21 }, (_, n) => `case:case-busy:${n + 1}`));
    expect(await one.ledger.verify()).toMatchObject({ ok: true });
  });

  /** A repository over a client whose writes go another way. */
  const over = (
    write: (request: IndexRequest, send: (request: IndexRequest) => Promise<unknown>) => Promise<unknown>,
  ) => {
    let writes = 0;
    return openSubjectRepository<Case, CaseDraft>(caseKind(index), {
      client: new Proxy(one.elasticsearch, {
        get: (target, name, receiver) =>
          name === 'index'
            ? (request: IndexRequest) => write(request, (one) => target.index(one))
            : Reflect.get(target, name, receiver),
      }),
      clock: stores.clock,
      ledger: one.ledger,
      newId: () => `write-${++writes}`,
    });
  };

  it('asks again with what somebody else wrote in the meantime', async () => {
    await one.cases.create('case-again', caseOpened('again'), machine);
    const seen: number[] = [];
    // The other process writes after the first decision and before its write.
    const meddled = over(async (request, send) => {
      if (seen.length === 1) await two.cases.change('case-again', machine, () => [noted('first')]);
      return send(request);
    });
    const { state } = await meddled.change('case-again', machine, (current) => {
      seen.push(current.seq);
      return [noted('second')];
    });
    await meddled.settle();
    expect(seen).toEqual([1, 2]);
    expect(state.notes.map((note) => note.text)).toEqual(['first', 'second']);
  });

  it('knows its own write again when the answer was lost and the client sent it twice', async () => {
    const doubled = over(async (request, send) => {
      await send(request);
      return send(request);
    });
    await doubled.create('case-doubled', caseOpened('doubled'), machine);
    const { events } = await doubled.change('case-doubled', machine, () => [noted('once')]);
    await doubled.settle();
    expect(events).toHaveLength(1);
    expect((await one.cases.get('case-doubled'))?.notes).toHaveLength(1);
    expect(idsInLedger('case-doubled')).toEqual(['case:case-doubled:1', 'case:case-doubled:2']);
  });

  it('tells at once that it is written, and is over once the ledger has it', async () => {
    await one.cases.create('case-meanwhile', caseOpened('meanwhile'), machine);
    let seen: unknown = null;
    let entered: unknown = null;
    const written = (): void => {
      entered = idsInLedger('case-meanwhile');
      seen = two.cases.get('case-meanwhile');
    };
    const { state } = await one.cases.change('case-meanwhile', person('bo'), () => [noted('a')], { written });
    expect(entered).toEqual(['case:case-meanwhile:1']);
    expect(await seen).toEqual(state);
    expect(idsInLedger('case-meanwhile')).toEqual(['case:case-meanwhile:1', 'case:case-meanwhile:2']);
  });

  it('writes nothing when there is nothing to say or the command is refused', async () => {
    await one.cases.create('case-still', caseOpened('still'), machine);
    const version = async () => (await one.elasticsearch.get({ index, id: 'case-still', _source: false }))._version;
    await one.cases.change('case-still', machine, () => [noted('so that the outbox is empty')]);
    await one.refresh();
    await one.drainOutboxes(100);
    const before = await version();
    expect(await one.cases.change('case-still', machine, () => [])).toMatchObject({ events: [] });
    await expect(
      one.cases.change('case-still', machine, () => {
        throw new WeirError('NO', 'no');
      }),
    ).rejects.toMatchObject({ code: 'NO' });
    expect(await version()).toBe(before);
  });

  it('keeps what folding its events gives, for every sequence of events', async () => {
    const draft: fc.Arbitrary<CaseDraft> = fc.oneof(
      fc.string({ minLength: 1 }).map((text) => noted(text)),
      fc
        .integer({ min: 1, max: 50 })
        .map((n): CaseDraft => ({ type: 'case.location_added', data: { location: aLocation(n) } })),
    );
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(draft, { maxLength: 3 }), { maxLength: 4 }), async (changes) => {
        const id = `case-fold-${n++}`;
        const events: DomainEvent[] = [...(await one.cases.create(id, caseOpened(id), machine)).events];
        for (const drafts of changes) events.push(...(await two.cases.change(id, machine, () => drafts)).events);
        const folded = events.reduce<Case | null>((state, event) => evolveCase(state, event as CaseEvent), null);
        expect(hashOf(await one.cases.get(id))).toBe(hashOf(folded));
        expect(idsInLedger(id)).toEqual(events.map((event) => event.id));
      }),
      { numRuns: 10 },
    );
  });
});

describe('the outbox', () => {
  it('holds what a crash kept from the ledger, and is drained exactly once', async () => {
    await one.cases.create('case-crash', caseOpened('crash'), machine);
    await expect(dying().change('case-crash', person('ana'), () => [noted('a'), noted('b')])).rejects.toMatchObject({
      code: 'DIED',
    });
    expect((await one.cases.get('case-crash'))?.notes).toHaveLength(2);
    expect(idsInLedger('case-crash')).toEqual(['case:case-crash:1']);
    await one.cases.refresh();
    expect(await two.cases.pendingOutbox(100)).toContain('case-crash');

    await Promise.all([one.cases.drain('case-crash'), two.cases.drain('case-crash'), two.cases.drain('case-crash')]);
    expect(idsInLedger('case-crash')).toEqual([1, 2, 3].map((seq) => `case:case-crash:${seq}`));
    await one.cases.refresh();
    expect(await two.cases.pendingOutbox(100)).not.toContain('case-crash');
    expect(await two.cases.drain('case-crash')).toBe(0);
  });

  it('is carried along by the next change, in order', async () => {
    await expect(dying().create('case-carry', caseOpened('carry'), machine)).rejects.toMatchObject({ code: 'DIED' });
    expect(idsInLedger('case-carry')).toEqual([]);
    await two.cases.change('case-carry', person('bo'), () => [noted('later')]);
    expect(idsInLedger('case-carry')).toEqual(['case:case-carry:1', 'case:case-carry:2']);
  });

  it('of every subject is empty once the store is closed', async () => {
    const third = await stores.open();
    for (let n = 0; n < 5; n++) await third.cases.create(`case-close-${n}`, caseOpened(`close-${n}`), machine);
    await third.sources.set(aSource('closing'), person('sam'));
    await third.close();
    await one.refresh();
    expect(await one.cases.pendingOutbox(100)).toEqual([]);
    expect(await one.sources.pendingOutbox(100)).toEqual([]);
  });
});

describe('a register', () => {
  it('keeps the last image of every entry, and says in the ledger who set it', async () => {
    const source = aSource('feed-1');
    await one.sources.set(source, person('sam'));
    await two.sources.set(source, person('sam'));
    await two.sources.set({ ...source, paused: true }, person('sol'));
    expect(await one.sources.get('feed-1')).toEqual({ ...source, paused: true });
    expect(await one.sources.get('nobody')).toBeNull();
    expect((await one.sources.list()).map((entry) => entry.id)).toContain('feed-1');
    // The same again says nothing.
    expect(idsInLedger('feed-1')).toEqual(['source:feed-1:1', 'source:feed-1:2']);
  });

  it('takes the entry that two people make at once from either of them', async () => {
    await Promise.all([
      one.sources.set(aSource('feed-2', { owner: 'Unit 1' }), person('sam')),
      two.sources.set(aSource('feed-2', { owner: 'Unit 2' }), person('sol')),
    ]);
    expect(idsInLedger('feed-2')).toEqual(['source:feed-2:1', 'source:feed-2:2']);
  });
});

describe('the access trail', () => {
  it('is in the ledger when the look is answered', async () => {
    const before = await one.ledger.head();
    await one.access.record(person('ana'), { type: 'case.viewed', subject: 'case-busy', reason: 'review' });
    expect((await one.ledger.head()).size).toBe(before.size + 1);
  });
});
