import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { SourceDetail, SourceList } from '#api/schemas/sources.ts';
import { api } from '../api/client.ts';
import { isFailure } from '../api/failure.ts';
import { KEYS } from '../api/queries.ts';
import { serverNow } from '../api/server-clock.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { FaultWords } from '../parts/fault-field.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { OversightTabs } from './oversight-tabs.tsx';
import { RecipeFields } from './recipe-fields.tsx';
import { keepSource } from './source-acts.tsx';
import { SourceFields } from './source-fields.tsx';
import {
  emptyRecipe,
  emptySource,
  entryOfDraft,
  hasRecipes,
  type RecipeDraft,
  recipeDraftOf,
  recipeOf,
  type SourceDraft,
  sourceDraftOf,
} from './source-form.ts';
import { SourceTrial } from './source-trial.tsx';

const firstAddress = (addresses: string): string => addresses.split(/[\s,]+/)[0] ?? '';

const SourceForm = ({ list, item }: { list: SourceList; item: SourceDetail | null }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { account } = useSession();
  const [draft, setDraft] = useState<SourceDraft>(
    () => (item === null ? null : sourceDraftOf(item)) ?? emptySource(serverNow(), account.id),
  );
  const before = item?.proposal?.entry ?? item?.source ?? null;
  const save = useMutation({
    mutationFn: () => {
      const body = { entry: entryOfDraft(draft, before), reason: draft.reason.trim() };
      return item === null ? api.sources.propose(body) : api.sources.edit(item.id, { ...body, version: item.version });
    },
    onSuccess: (next) => {
      keepSource(next);
      void navigate(`/oversight/sources/${encodeURIComponent(next.id)}`);
    },
  });
  const details = isFailure(save.error) ? save.error.details : [];
  const faults = details.map((detail) => ({ ...detail, location: detail.location.replace(/^\/entry(?=\/)/, '') }));
  const change = (part: Partial<SourceDraft>): void => setDraft((old) => ({ ...old, ...part }));
  const setRecipe = (index: number, next: RecipeDraft): void =>
    setDraft((old) => ({ ...old, recipes: old.recipes.map((one, n) => (n === index ? next : one)) }));
  const addresses = draft.addresses.split(/[\s,]+/).filter((one) => one !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  const [first = emptyRecipe()] = draft.recipes;
  return (
    <form
      className="stack"
      data-testid={TEST_IDS.sourceForm}
      aria-label={t(item === null ? 'source.propose' : 'source.edit')}
      // What is wrong is named by the server, beside its field and in the language of the page.
      noValidate
      onSubmit={submit}
    >
      <section className="card stack" aria-label={t('source.form.entry')}>
        <SourceFields draft={draft} onChange={change} faults={faults} list={list} isNew={item === null} />
        {hasRecipes(draft.adapter) && (
          <>
            {draft.recipes.map((recipe, index) => (
              <RecipeFields
                // biome-ignore lint/suspicious/noArrayIndexKey: recipes stand in the order of the addresses
                key={index}
                title={
                  draft.recipes.length === 1
                    ? t('source.fields.recipes')
                    : t('source.recipe.of', { address: addresses[index] ?? String(index + 1) })
                }
                recipe={recipe}
                faults={faults
                  .filter(({ location }) => location.startsWith(`/recipes/${index}/`))
                  .map((fault) => ({ ...fault, location: fault.location.replace(`/recipes/${index}`, '') }))}
                onChange={(next) => setRecipe(index, next)}
              />
            ))}
            {faults
              .filter(({ location }) => location === '/recipes')
              .map((fault) => (
                <div key={fault.message} className="field-fault">
                  <FaultWords fault={fault} />
                </div>
              ))}
            {addresses.length > 1 && (
              <button
                type="button"
                className="button"
                onClick={() =>
                  change({
                    recipes: draft.recipes.length > 1 ? [first] : addresses.map((_, n) => draft.recipes[n] ?? first),
                  })
                }
              >
                {t(draft.recipes.length > 1 ? 'source.recipe.one' : 'source.recipe.each')}
              </button>
            )}
          </>
        )}
      </section>
      <SourceTrial
        adapter={draft.adapter}
        address={firstAddress(draft.addresses)}
        recipe={first.item.trim() === '' ? null : recipeOf(first)}
        onRecipe={(recipe) => setRecipe(0, { ...recipeDraftOf(recipe), follow: first.follow })}
        onFollow={(follow) => setRecipe(0, { ...first, follow })}
      />
      <section className="card stack" aria-label={t('source.reason')}>
        <label className="field">
          <span>{t('source.reason')}</span>
          <textarea
            required
            minLength={3}
            maxLength={2000}
            data-testid={TEST_IDS.sourceReason}
            value={draft.reason}
            onChange={(event) => change({ reason: event.target.value })}
          />
          <span className="hint">{t('source.form.hints.reason')}</span>
        </label>
        {save.isError && <ErrorPanel error={save.error} />}
        <div className="button-row end">
          <Link
            className="button"
            to={item === null ? '/oversight/sources' : `/oversight/sources/${encodeURIComponent(item.id)}`}
          >
            {t('app.cancel')}
          </Link>
          <button type="submit" className="button primary" data-testid={TEST_IDS.sourceSave} disabled={save.isPending}>
            {t(item === null ? 'source.form.propose' : 'source.form.save')}
          </button>
        </div>
      </section>
    </form>
  );
};

/** Proposes a source, or another wording of one. */
export const SourceFormPage = () => {
  const { t } = useTranslation();
  const { sourceId } = useParams();
  const list = useQuery({ queryKey: KEYS.sources, queryFn: ({ signal }) => api.sources.list(signal) });
  const source = useQuery({
    queryKey: KEYS.source(sourceId ?? ''),
    queryFn: ({ signal }) => api.sources.get(sourceId ?? '', signal),
    enabled: sourceId !== undefined,
    // What somebody else changes in the meantime must not go into the fields unseen: the server tells them apart by version.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return (
    <div className="page">
      <PageHeading title={t(sourceId === undefined ? 'source.propose' : 'source.edit')} lead={t('source.form.lead')} />
      <OversightTabs />
      <Link className="back" to="/oversight/sources">
        {t('source.back')}
      </Link>
      <Loaded query={list} lines={10}>
        {(known) =>
          sourceId === undefined ? (
            <SourceForm list={known} item={null} />
          ) : (
            <Loaded query={source} lines={10}>
              {(item) => <SourceForm key={item.version} list={known} item={item} />}
            </Loaded>
          )
        }
      </Loaded>
    </div>
  );
};
