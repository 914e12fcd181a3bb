import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from './loaded.tsx';

/** A list that is asked for: what stands there while it is empty, and how much of it is shown where that is not all. */
export const Listed = <Item,>({
  query,
  empty,
  lines = 4,
  children,
}: {
  query: {
    data: { items: Item[]; total: number } | undefined;
    error: unknown;
    isPending: boolean;
    refetch: () => unknown;
  };
  empty: ReactNode;
  lines?: number;
  children: (items: Item[]) => ReactNode;
}) => {
  const { t } = useTranslation();
  return (
    <Loaded query={query} lines={lines}>
      {({ items, total }) =>
        items.length === 0 ? (
          empty
        ) : (
          <>
            {children(items)}
            {total > items.length && <p className="fine">{t('liaison.shownOf', { shown: items.length, total })}</p>}
          </>
        )
      }
    </Loaded>
  );
};
