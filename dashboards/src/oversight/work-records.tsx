import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordsQuery } from '#api/schemas/figures.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { Loaded } from '../parts/loaded.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

/** A number that shows the records it was counted from. */
export const Counted = ({
  value,
  name,
  asked,
  shown,
  onShow,
}: {
  value: number | null;
  /** Of which figure and group, for whoever hears the button alone. */
  name: string;
  asked: RecordsQuery;
  shown: ShownRecords | null;
  onShow: (records: ShownRecords | null) => void;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  if (value === null) return <span className="quiet">{t('figures.ofFew')}</span>;
  if (value === 0) return <>{number(0)}</>;
  const isShown = shown?.name === name;
  return (
    <button
      type="button"
      className="button small"
      aria-pressed={isShown}
      aria-label={`${number(value)} · ${t('report.show')}: ${name}`}
      onClick={() => onShow(isShown ? null : { name, asked })}
    >
      {number(value)}
    </button>
  );
};

export interface ShownRecords {
  name: string;
  asked: RecordsQuery;
}

/** The records behind one number, each a link where this person may open it. */
export const WorkRecordsList = ({ name, asked }: ShownRecords) => {
  const { t } = useTranslation();
  const may = useMay();
  const records = useQuery({
    queryKey: KEYS.figureRecords(asked),
    queryFn: ({ signal }) => api.figureRecords(asked, signal),
  });
  return (
    <div className="stack" role="status" data-testid={TEST_IDS.figureRecords}>
      <h3>{t('report.recordsOf', { figure: name })}</h3>
      <Loaded query={records}>
        {({ kind, ids, total }) => (
          <>
            <ul className="record-links">
              {ids.map((id) => (
                <li key={id}>
                  {kind === 'order' && may('order:read') && <Link to={`/liaison/orders/${id}`}>{id}</Link>}
                  {kind === 'notice' && may('order:read') && <Link to={`/liaison/notices/${id}`}>{id}</Link>}
                  {kind === 'case' && may('case:read') && <Link to={`/review/cases/${id}`}>{id}</Link>}
                  {!may(kind === 'case' ? 'case:read' : 'order:read') && <span className="mono">{id}</span>}
                </li>
              ))}
            </ul>
            {total > ids.length && <p className="fine">{t('liaison.shownOf', { shown: ids.length, total })}</p>}
          </>
        )}
      </Loaded>
    </div>
  );
};
