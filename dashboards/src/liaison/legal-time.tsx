import { useTranslation } from 'react-i18next';
import { useLanguage } from '../locale/use-language.ts';
import { Time } from '../parts/time.tsx';

/** The moment as the law counts it, in the authority's zone, and beside it the reader's own; `brief`: the first alone. */
export const LegalTime = ({ at, zone, brief = false }: { at: string; zone: string; brief?: boolean }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const legal = new Intl.DateTimeFormat(language, {
    ...{ dateStyle: 'medium', timeStyle: 'medium', timeZone: zone },
  }).format(new Date(at));
  return (
    <span>
      <time dateTime={at}>{legal}</time> <span className="fine">{zone}</span>
      {!brief && (
        <>
          <br />
          <span className="fine">
            {t('clocks.here')} <Time at={at} format="exact" />
          </span>
        </>
      )}
    </span>
  );
};
