import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { countryName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { FormField, FormSection, Tick } from './annex-fields.tsx';

type Answer = OrderDetail['order']['answers'][number]['answer'];
type AnnexIII = Extract<Answer, { form: 'tco-annex-3' }>;
type AnnexII = Extract<Answer, { form: 'tco-annex-2' }>;

const MEASURES = ['removed', 'access-disabled'] as const satisfies readonly AnnexII['measure'][];
const REASONS = [
  'force-majeure',
  'manifest-errors',
  'insufficient-information',
] as const satisfies readonly AnnexIII['reason'][];

const Head = ({ answer }: { answer: Answer }) => (
  <FormSection letter="A" name="answer.sections.a">
    <FormField name="answer.fields.addressee">{answer.addressee}</FormField>
    <FormField name="answer.fields.authority">{answer.authority}</FormField>
    <FormField name="answer.fields.reference">
      <code>{answer.reference}</code>
    </FormField>
    <FormField name="answer.fields.addresseeReference">
      <code>{answer.addresseeReference}</code>
    </FormField>
    <FormField name="answer.fields.receivedAt">
      <Time at={answer.receivedAt} format="exact" />
    </FormField>
  </FormSection>
);

const Provider = ({ answer }: { answer: Answer }) => {
  const { language } = useLanguage();
  return (
    <FormSection letter="C" name="answer.sections.c">
      <FormField name="answer.fields.provider">{answer.provider.name}</FormField>
      <FormField name="answer.fields.memberState">{countryName(answer.provider.memberState, language)}</FormField>
      <FormField name="answer.fields.authorisedPerson">{answer.provider.authorisedPerson}</FormField>
      <FormField name="answer.fields.email">{answer.provider.email}</FormField>
      <FormField name="answer.fields.answeredAt">
        <Time at={answer.answeredAt} format="exact" />
      </FormField>
    </FormSection>
  );
};

/** Annex II (done) or Annex III (cannot be done), as the operator filled it. */
export const AnswerForm = ({
  given: { answer, at, via = 'signed', by, source },
  people,
}: {
  given: OrderDetail['order']['answers'][number];
  people: OrderDetail['people'];
}) => {
  const { t } = useTranslation();
  return (
    <article className="card annex" aria-label={t(`answer.title.${answer.form}`)} data-testid={TEST_IDS.answer}>
      <header className="annex-head">
        <h2>{t(`answer.title.${answer.form}`)}</h2>
        <p className="fine">
          {t(`answer.came.${via}`)} <Time at={at} format="exact" />
          {via === 'hand' && by !== undefined && (
            <>
              {' · '}
              <PersonName id={by} people={people} /> · {source}
            </>
          )}
        </p>
      </header>
      <Head answer={answer} />
      <FormSection letter="B" name={`answer.sections.b.${answer.form}`}>
        {answer.form === 'tco-annex-2' ? (
          <>
            <FormField name="answer.fields.measure">
              {MEASURES.map((measure) => (
                <Tick key={measure} on={answer.measure === measure}>
                  {t(`answer.measures.${measure}`)}
                </Tick>
              ))}
            </FormField>
            <FormField name="answer.fields.measureAt">
              <Time at={answer.measureAt} format="exact" />
            </FormField>
          </>
        ) : (
          <>
            <FormField name="answer.fields.reason">
              {REASONS.map((reason) => (
                <Tick key={reason} on={answer.reason === reason}>
                  {t(`answer.reasons.${reason}`)}
                </Tick>
              ))}
            </FormField>
            <FormField name="answer.fields.explanation">
              <p className="pre-wrap">{answer.explanation}</p>
            </FormField>
            <FormField name="answer.fields.needed">
              <p className="pre-wrap">{answer.needed ?? t('annex.none')}</p>
            </FormField>
          </>
        )}
      </FormSection>
      <Provider answer={answer} />
    </article>
  );
};
