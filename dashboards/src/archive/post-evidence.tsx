import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaptureDetail } from '#api/schemas/posts.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { Hash } from '../parts/hash.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { RevealButton } from '../parts/reveal-button.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { CaptureActs } from './capture-acts.tsx';

/** A screenshot, blurred until asked for. It is fetched only then, since looking at evidence is recorded. */
const Screenshot = ({ captureId, sha256 }: { captureId: string; sha256: string }) => {
  const { t } = useTranslation();
  const [revealed, setRevealed] = useState(false);
  return (
    <div className="screenshot stack tight">
      <RevealButton revealed={revealed} onChange={setRevealed} testId={`${TEST_IDS.reveal}-screenshot`} />
      {revealed && <img src={api.captures.fileUrl(captureId, sha256)} alt={t('evidence.screenshot')} />}
    </div>
  );
};

/** What somebody did to the whole capture, with who and when. */
const Mark = ({
  testId,
  icon,
  mark,
  children,
}: {
  testId: string;
  icon: IconName;
  mark: { actor: { id: string }; at: string };
  children: string;
}) => (
  <p className="notice" data-testid={testId}>
    <Icon name={icon} />
    <span>
      {children} ({mark.actor.id}, <Time at={mark.at} />)
    </span>
  </p>
);

const Manifest = ({ capture }: { capture: CaptureDetail }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const { manifest } = capture;
  return (
    <>
      {capture.purge === null && (
        <p
          className={`notice ${capture.verified ? 'good' : 'danger'}`}
          data-testid={TEST_IDS.evidenceVerified}
          data-verified={capture.verified}
        >
          <Icon name={capture.verified ? 'check' : 'warning'} />
          <span>{t(capture.verified ? 'evidence.verified' : 'evidence.damaged')}</span>
        </p>
      )}
      <p data-testid={TEST_IDS.evidenceAssurance} data-level={capture.assurance.level ?? 'none'}>
        <strong>{t('evidence.assurance', { level: capture.assurance.level ?? '—' })}</strong>
      </p>
      <ul>
        {capture.assurance.checks.map(({ check, holds, detail }) => (
          <li key={`${check} ${detail}`}>
            {t(holds ? 'evidence.holds' : 'evidence.fails')} · {check}: {detail}
          </li>
        ))}
      </ul>
      {capture.purge !== null && (
        <Mark testId={TEST_IDS.evidencePurged} icon="cross" mark={capture.purge}>
          {t('evidence.purged', { reason: capture.purge.reason })}
        </Mark>
      )}
      {capture.hold !== null && (
        <Mark testId={TEST_IDS.evidenceHeld} icon="lock" mark={capture.hold}>
          {t('evidence.held', { reason: capture.hold.reason })}
        </Mark>
      )}
      <CaptureActs capture={capture} />
      {capture.faults.length > 0 && (
        <ul>
          {capture.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      <dl className="facts">
        <dt>{t('evidence.capture')}</dt>
        <dd>
          <Hash value={capture.id} length={24} />
        </dd>
        <dt>{t('evidence.at')}</dt>
        <dd>
          <Time at={manifest.at} format="exact" />
        </dd>
        <dt>{t('evidence.requested')}</dt>
        <dd>
          <code>{manifest.requestedUrl}</code>
        </dd>
        {manifest.finalUrl !== manifest.requestedUrl && (
          <>
            <dt>{t('evidence.final')}</dt>
            <dd>
              <code>{manifest.finalUrl}</code>
            </dd>
          </>
        )}
        <dt>{t('evidence.status')}</dt>
        <dd>{manifest.status}</dd>
        <dt>{t('evidence.robots')}</dt>
        <dd>{manifest.robots}</dd>
        <dt>{t('evidence.legalBasis')}</dt>
        <dd>{manifest.legalBasis}</dd>
        <dt>{t('evidence.collector')}</dt>
        <dd>
          <code>{manifest.collector}</code> · {t(manifest.rendered ? 'evidence.rendered' : 'evidence.fetched')}
        </dd>
      </dl>
      <h3>{t('evidence.files')}</h3>
      <ul className="plain-list">
        {manifest.files.map((file) => (
          <li key={file.path}>
            <p className="location-head">
              <a href={api.captures.fileUrl(capture.id, file.sha256)} download>
                {file.path}
              </a>
              <span className="fine">{file.type}</span>
              <span className="fine">{t('evidence.bytes', { count: file.bytes, shown: number(file.bytes) })}</span>
            </p>
            <p className="fine">
              <Hash value={file.sha256} length={24} />
            </p>
            {file.type === 'image/png' && <Screenshot captureId={capture.id} sha256={file.sha256} />}
          </li>
        ))}
      </ul>
    </>
  );
};

/** Who touched the capture, when and why. */
const Custody = ({ capture }: { capture: CaptureDetail }) => {
  const { t } = useTranslation();
  return (
    <>
      <h3>{t('evidence.custody')}</h3>
      <ul className="plain-list fine">
        {capture.custody.slice(-50).map((touch) => (
          <li key={touch.previous}>
            <Time at={touch.at} format="exact" /> · {touch.actor.id} · {touch.action} · {touch.why}
          </li>
        ))}
      </ul>
    </>
  );
};

/** What was captured, and whether it still is what it was. It is loaded when asked for: looking at it is recorded. */
export const PostEvidence = ({ captureId }: { captureId: string }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const capture = useQuery({
    queryKey: KEYS.capture(captureId),
    queryFn: ({ signal }) => api.captures.get(captureId, signal),
    enabled: open,
  });
  return (
    <section className="card" aria-label={t('evidence.title')}>
      <details data-testid={TEST_IDS.postEvidence} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2 className="summary-heading">{t('evidence.title')}</h2>
        </summary>
        <div className="stack evidence">
          {open && (
            <Loaded query={capture}>
              {(data) => (
                <>
                  <Manifest capture={data} />
                  <Custody capture={data} />
                </>
              )}
            </Loaded>
          )}
        </div>
      </details>
    </section>
  );
};
