import { useTranslation } from 'react-i18next';
import { TEST_IDS } from '../test-ids.ts';
import { Hash } from './hash.tsx';
import { Icon } from './icons.tsx';
import type { Picture, SaidInPicture } from './said-in-pictures.ts';
import { MarkedText, Veil } from './veiled-text.tsx';

/**
 * The pictures of a post: what is written in them, what they are, and what could not be read. The images themselves are never
 * shown here; they lie in the evidence, for those who may see it.
 */
export const PicturesCard = ({
  pictures,
  saidIn,
  revealed,
  lang,
}: {
  pictures: readonly Picture[];
  saidIn: (picture: number) => readonly SaidInPicture[];
  revealed: boolean;
  lang: string;
}) => {
  const { t } = useTranslation();
  if (pictures.length === 0) return null;
  return (
    <section className="card" aria-label={t('picture.title')} data-testid={TEST_IDS.pictures}>
      <h2>
        {t('picture.title')} <span className="count">{pictures.length}</span>
      </h2>
      <ol className="plain-list stack">
        {pictures.map((picture, index) => (
          <li key={picture.url} className="stack tight">
            {picture.failure !== null && (
              <div className="notice warn" data-testid={TEST_IDS.pictureFailure}>
                <Icon name="warning" />
                <div>
                  <p className="notice-title">{t(`picture.failed.${picture.failure.step}`)}</p>
                  <p>
                    <code>{picture.failure.code}</code> {picture.failure.reason}
                  </p>
                </div>
              </div>
            )}
            {saidIn(index).map(({ from, text, stretches }) => (
              <div key={from}>
                <p className="fine">{t(`picture.from.${from}`)}</p>
                <Veil revealed={revealed} short lang={lang} testId={TEST_IDS.pictureText}>
                  <MarkedText text={text} stretches={stretches} />
                </Veil>
              </div>
            ))}
            {picture.failure === null && picture.text === '' && <p className="fine">{t('picture.noWords')}</p>}
            <dl className="facts">
              <dt>{t('post.address')}</dt>
              <dd>
                <code>{picture.url}</code>
              </dd>
              {picture.width !== null && picture.height !== null && (
                <>
                  <dt>{t('picture.size')}</dt>
                  <dd>
                    {picture.format} {picture.width} × {picture.height}
                  </dd>
                </>
              )}
              {picture.sha256 !== null && (
                <>
                  <dt>{t('picture.hash')}</dt>
                  <dd>
                    <Hash value={picture.sha256} />
                  </dd>
                </>
              )}
              {picture.pdq !== null && (
                <>
                  <dt>PDQ</dt>
                  <dd>
                    <Hash value={picture.pdq} />
                  </dd>
                </>
              )}
            </dl>
          </li>
        ))}
      </ol>
      <p className="fine">{t('picture.note')}</p>
    </section>
  );
};
