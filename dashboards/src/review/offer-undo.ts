import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { useOfferUndo } from '../app/undo.tsx';
import { decisionInForce } from '../parts/decision-card.tsx';

/** Offers to take the last decision on a case back; `search` is the queue that its maker works in. */
export const useOfferUndoOfDecision = (search: string): ((detail: CaseDetail) => void) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const offer = useOfferUndo();
  return useCallback(
    (detail) => {
      const { id, holdUntil, decisions } = detail.case;
      const decision = decisionInForce(decisions);
      if (holdUntil === null || decision === null || !detail.actions.includes('undo')) return;
      offer({
        id,
        label: t('undo.decided', { outcome: t(`outcome.${decision.outcome}`) }),
        until: holdUntil,
        undo: async () => {
          queryClient.setQueryData(KEYS.case(id), await api.cases.undo(id));
          void queryClient.invalidateQueries({ queryKey: KEYS.cases });
          await navigate(`/review/cases/${id}${search}`);
        },
      });
    },
    [t, navigate, offer, search],
  );
};
