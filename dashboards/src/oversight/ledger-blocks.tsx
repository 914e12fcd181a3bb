import { useTranslation } from 'react-i18next';
import type { LedgerPage } from '#api/schemas/oversight.ts';
import { i18next } from '../locale/i18n.ts';
import { useNumber } from '../locale/use-number.ts';
import { Hash } from '../parts/hash.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

type Block = LedgerPage['blocks'][number];

/** In words where the pages have some, and else as the ledger has it. */
const Act = ({ type }: { type: string }) => {
  const { t } = useTranslation();
  // A dot parts the keys of the texts, so acts are looked up with a dash.
  const key = `act.${type.replace('.', '-')}`;
  return i18next.exists(key) ? t(key as 'act.case-decided') : <code>{type}</code>;
};

const Entries = ({ entries }: { entries: Block['entries'] }) => {
  const { t } = useTranslation();
  return (
    <ScrollTable label={t('ledger.entries')}>
      <table className="data-table">
        <caption className="visually-hidden">{t('ledger.entries')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('ledger.act')}</th>
            <th scope="col">{t('ledger.eventId')}</th>
            <th scope="col">{t('ledger.actor')}</th>
            <th scope="col">{t('ledger.at')}</th>
            <th scope="col">{t('ledger.payloadHash')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <th scope="row">
                <Act type={entry.type} />
              </th>
              <td>
                <code>{entry.id}</code>
              </td>
              <td>
                {t(`ledger.actorKind.${entry.actor.kind}`)} <code>{entry.actor.id}</code>
              </td>
              <td>
                <Time at={entry.at} format="exact" />
              </td>
              <td>
                <Hash value={entry.payloadHash} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};

export const LedgerBlocks = ({ blocks }: { blocks: readonly Block[] }) => {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <section className="card" aria-label={t('ledger.blocks')}>
      <h2>{t('ledger.blocks')}</h2>
      <ol className="plain-list ledger-blocks">
        {blocks.map((block) => (
          <li key={block.height} data-testid={TEST_IDS.ledgerBlock} data-height={block.height}>
            <details>
              <summary>
                <strong className="tabular">{t('ledger.block', { height: number(block.height) })}</strong>
                <span>{t('ledger.entryCount', { count: block.entries.length })}</span>
                <span className="quiet">
                  <Time at={block.at} format="exact" />
                </span>
                <Hash value={block.root} />
              </summary>
              <dl className="facts">
                <dt>{t('ledger.previous')}</dt>
                <dd>
                  <Hash value={block.previous} length={32} />
                </dd>
                <dt>{t('ledger.root')}</dt>
                <dd>
                  <Hash value={block.root} length={32} />
                </dd>
                <dt>{t('ledger.key')}</dt>
                <dd>
                  <code>{block.keyId}</code>
                </dd>
                <dt>{t('ledger.signature')}</dt>
                <dd>
                  <Hash value={block.signature} length={32} />
                </dd>
              </dl>
              <Entries entries={block.entries} />
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
};
