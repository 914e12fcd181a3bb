import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { TEST_IDS } from '../test-ids.ts';
import { LanguageBadge } from './badges.tsx';
import { KnownMatches } from './known-matches.tsx';
import { NotAllRead } from './not-all-read.tsx';
import { RevealButton } from './reveal-button.tsx';
import { ownText } from './said-in-pictures.ts';
import { MarkedText, Veil } from './veiled-text.tsx';

/** The text of a case, veiled until asked for, with the stretches that carried the score. */
export const CaseTextCard = ({
  subject,
  revealed,
  onReveal,
}: {
  subject: CaseDetail['case'];
  revealed: boolean;
  onReveal: (revealed: boolean) => void;
}) => {
  const { t } = useTranslation();
  return (
    <section className="card case-text" aria-label={t('case.text')}>
      <div className="card-head">
        <h2>{t('case.text')}</h2>
        <div className="button-row">
          <LanguageBadge code={subject.lang} />
          <RevealButton revealed={revealed} onChange={onReveal} hotkey="reveal" />
        </div>
      </div>
      <KnownMatches matches={subject.locations.flatMap((location) => location.known ?? [])} />
      {subject.assessment.truncated === true && <NotAllRead />}
      <Veil revealed={revealed} lang={subject.lang} testId={TEST_IDS.caseText}>
        {subject.title !== null && <strong className="case-title">{subject.title}</strong>}
        <MarkedText text={ownText(subject.text, subject.pictureStretches)} stretches={subject.assessment.spans} />
      </Veil>
      <p className="fine">{t(revealed ? 'case.spansNote' : 'case.veiledNote')}</p>
    </section>
  );
};
