import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DrawSample, SampleShown } from '#api/schemas/reading-samples.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { CATEGORIES } from '../parts/categories.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { FilterOptions } from '../parts/filter-options.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

const MOST = 50;
const OUTCOMES = ['violating', 'not_violating'] as const;

const dayOf = (data: FormData, name: string, days = 0): string | null => {
  const day = String(data.get(name) ?? '');
  if (day === '') return null;
  const at = new Date(`${day}T00:00:00.000Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString();
};
const wishOf = (data: FormData): DrawSample => {
  const lang = String(data.get('lang') ?? '').trim();
  return {
    criteria: {
      category: CATEGORIES.find((one) => one === data.get('category')) ?? null,
      lang: lang === '' ? null : lang,
      from: dayOf(data, 'from'),
      // The last day counts too.
      to: dayOf(data, 'to', 1),
      outcome: OUTCOMES.find((one) => one === data.get('outcome')) ?? null,
    },
    size: Number(data.get('size')),
    reason: String(data.get('reason') ?? '').trim(),
  };
};

const DrawForm = () => {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const draw = useMutation({
    mutationFn: (wish: DrawSample) => api.quality.draw(wish),
    onSuccess: () => {
      form.current?.reset();
      void queryClient.invalidateQueries({ queryKey: KEYS.readingSamples });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!draw.isPending) draw.mutate(wishOf(new FormData(event.currentTarget)));
  };
  return (
    <form ref={form} className="stack" aria-label={t('samples.draw')} onSubmit={submit}>
      <div className="filters">
        <label className="field">
          <span>{t('review.category')}</span>
          <select name="category">
            <FilterOptions among={CATEGORIES} nameOf={(one) => t(`category.${one}`)} />
          </select>
        </label>
        <label className="field">
          <span>{t('samples.language')}</span>
          <input name="lang" maxLength={3} pattern="[a-z]{2}|und" autoComplete="off" />
        </label>
        <label className="field">
          <span>{t('samples.outcome')}</span>
          <select name="outcome">
            <FilterOptions among={OUTCOMES} nameOf={(one) => t(`outcome.${one}`)} />
          </select>
        </label>
        <label className="field">
          <span>{t('samples.from')}</span>
          <input name="from" type="date" />
        </label>
        <label className="field">
          <span>{t('samples.to')}</span>
          <input name="to" type="date" />
        </label>
        <label className="field">
          <span>{t('samples.size')}</span>
          <input name="size" type="number" min={1} max={MOST} defaultValue={20} required />
        </label>
      </div>
      <label className="field">
        <span className="field-label">{t('samples.reason')}</span>
        <input name="reason" required minLength={10} maxLength={2000} autoComplete="off" />
        <span className="hint">{t('samples.reasonHint')}</span>
      </label>
      {draw.isError && <ErrorPanel error={draw.error} />}
      {draw.isSuccess && (
        <p className="notice good" role="status" data-testid={TEST_IDS.sampleDrawn}>
          {t('samples.drawn', { count: draw.data.size, population: draw.data.population })}
        </p>
      )}
      <div className="button-row">
        <button type="submit" className="button" data-testid={TEST_IDS.sampleDraw} disabled={draw.isPending}>
          {t('samples.draw')}
        </button>
      </div>
    </form>
  );
};

const Sample = ({ sample }: { sample: SampleShown }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const { criteria, agreement } = sample;
  const parts = [
    criteria.category === null ? null : t(`category.${criteria.category}`),
    criteria.lang === null ? null : languageName(criteria.lang, language),
    criteria.outcome === null ? null : t(`outcome.${criteria.outcome}`),
  ].filter((one) => one !== null);
  return (
    <li data-testid={TEST_IDS.sampleItem}>
      <p className="meta">
        <strong>{parts.length === 0 ? t('samples.any') : parts.join(' · ')}</strong>
        {criteria.from !== null && (
          <span>
            {t('samples.from')} <Time at={criteria.from} />
          </span>
        )}
        {criteria.to !== null && (
          <span>
            {t('samples.before')} <Time at={criteria.to} />
          </span>
        )}
      </p>
      <p>{sample.reason}</p>
      <p>
        {t('samples.read', { read: number(sample.read), size: number(sample.size) })}{' '}
        {agreement.observed === null
          ? t('samples.tooFew')
          : t('samples.agreement', {
              observed: number(agreement.observed, TWO_DIGITS),
              kappa: agreement.kappa === null ? t('quality.tooFew') : number(agreement.kappa, TWO_DIGITS),
            })}
      </p>
      <p className="fine">
        {t('samples.by', { name: sample.byName, population: number(sample.population), seed: String(sample.seed) })}{' '}
        <Time at={sample.at} />
      </p>
    </li>
  );
};

/** Samples that supervisors drew: what of each was read again, and how far the house agrees on it. */
export const Samples = () => {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery({ queryKey: KEYS.readingSamples, queryFn: ({ signal }) => api.quality.samples({}, signal) });
  return (
    <section className="card stack" aria-label={t('samples.title')} data-testid={TEST_IDS.samples}>
      <h2>{t('samples.title')}</h2>
      <p>{t('samples.text', { count: MOST })}</p>
      {may('quality:manage') && <DrawForm />}
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t('samples.none')}</p>
          ) : (
            <ul className="plain-list stack">
              {items.map((sample) => (
                <Sample key={sample.id} sample={sample} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
};
