import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { countryName, languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { Hash } from '../parts/hash.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { FormField, FormSection, Tick } from './annex-fields.tsx';

type Document = OrderDetail['order']['document'];
const LETTERS = ['a', 'b', 'c', 'd', 'e'] as const satisfies readonly Document['sectionB']['reasons'][number][];
const AUTHORITY_TYPES = [
  'judge-or-court',
  'law-enforcement',
  'other-competent-authority',
] as const satisfies readonly Document['sectionE']['authorityType'][];

/** Annex I as it goes out, section by section. */
export const AnnexOne = ({ document: form }: { document: Document }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { sectionA: a, sectionB: b, sectionC: c, sectionD: d, sectionE: e, sectionF: f, sectionG: g } = form;
  const country = (code: string): string => `${countryName(code, language)} (${code})`;
  return (
    <article className="card annex" aria-label={t('annex.title')} data-testid={TEST_IDS.orderDocument}>
      <header className="annex-head">
        <h2>{t('annex.title')}</h2>
        <p>{form.legalBasis}</p>
        <p className="fine">{t('annex.head', { language: languageName(form.language, language) })}</p>
      </header>
      <FormSection letter="A" name="annex.sections.a">
        <FormField name="annex.fields.issuingMemberState">{country(a.issuingMemberState)}</FormField>
        <FormField name="annex.fields.addressee">{a.addressee}</FormField>
        <FormField name="annex.fields.legalRepresentative">{a.legalRepresentative ?? t('annex.none')}</FormField>
        <FormField name="annex.fields.contactPoint">{a.contactPoint}</FormField>
        <FormField name="annex.fields.memberStateOfEstablishment">{country(a.memberStateOfEstablishment)}</FormField>
        <FormField name="annex.fields.issuedAt">
          <Time at={a.issuedAt} format="exact" />
        </FormField>
        <FormField name="annex.fields.reference">
          <code>{a.reference}</code>
        </FormField>
      </FormSection>
      <FormSection letter="B" name="annex.sections.b">
        <FormField name="annex.fields.urls">
          <ol className="form-urls">
            {b.urls.map((url) => (
              <li key={url}>
                <code>{url}</code>
              </li>
            ))}
          </ol>
        </FormField>
        <FormField name="annex.fields.furtherIdentification">
          {b.furtherIdentification.map(({ url, contentSha256 }) => (
            <p key={url}>
              {t('annex.sha256')} <Hash value={contentSha256} length={24} />
            </p>
          ))}
        </FormField>
        <FormField name="annex.fields.reasons" unsure>
          {LETTERS.map((letter) => (
            <Tick key={letter} on={b.reasons.includes(letter)}>
              {t(`annex.reasons.${letter}`)}
            </Tick>
          ))}
        </FormField>
        <FormField name="annex.fields.statementOfReasons" unsure>
          <p className="pre-wrap">{b.statementOfReasons}</p>
        </FormField>
        <FormField name="annex.fields.exemptionTest">
          <p className="pre-wrap">{b.exemptionTest}</p>
        </FormField>
      </FormSection>
      <FormSection letter="C" name="annex.sections.c">
        <FormField name="annex.fields.nonDisclosure" unsure>
          <Tick on={c.nonDisclosure}>{t('annex.nonDisclosure')}</Tick>
          {c.nonDisclosureReason !== null && <p className="pre-wrap">{c.nonDisclosureReason}</p>}
        </FormField>
      </FormSection>
      <FormSection letter="D" name="annex.sections.d">
        <FormField name="annex.fields.crossBorder" unsure>
          <Tick on={d.crossBorder}>{t('annex.crossBorder')}</Tick>
        </FormField>
        <FormField name="annex.fields.copySentTo" unsure>
          {d.copySentTo ?? t('annex.none')}
        </FormField>
      </FormSection>
      <FormSection letter="E" name="annex.sections.e">
        <FormField name="annex.fields.authorityType" unsure>
          {AUTHORITY_TYPES.map((type) => (
            <Tick key={type} on={e.authorityType === type}>
              {t(`annex.authorityTypes.${type}`)}
            </Tick>
          ))}
        </FormField>
        <FormField name="annex.fields.authority" unsure>
          {e.authority}
        </FormField>
        <FormField name="annex.fields.representative" unsure>
          {`${e.representative}, ${e.post}`}
        </FormField>
        <FormField name="annex.fields.fileNumber" unsure>
          <code>{e.fileNumber}</code>
        </FormField>
        <FormField name="annex.fields.contact" unsure>
          {e.contact}
        </FormField>
        <FormField name="annex.fields.signedAt" unsure>
          <Time at={e.signedAt} format="exact" />
        </FormField>
      </FormSection>
      <FormSection letter="F" name="annex.sections.f">
        <FormField name="annex.fields.feedbackContact" unsure>
          {f.feedbackContact}
        </FormField>
        <FormField name="annex.fields.establishmentAuthorityContact" unsure>
          {f.establishmentAuthorityContact ?? t('annex.none')}
        </FormField>
      </FormSection>
      <FormSection letter="G" name="annex.sections.g">
        <FormField name="annex.fields.challengeBefore" unsure>
          {g.challengeBefore}
        </FormField>
        <FormField name="annex.fields.challengeDeadline" unsure>
          {g.challengeDeadline}
        </FormField>
        <FormField name="annex.fields.nationalProvisions" unsure>
          <code>{g.nationalProvisions}</code>
        </FormField>
        {g.complaint !== undefined && (
          <FormField name="annex.fields.complaint">
            <code>{g.complaint.url}</code> <code>{g.complaint.code}</code>
          </FormField>
        )}
      </FormSection>
    </article>
  );
};
