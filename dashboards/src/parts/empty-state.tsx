import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

export const EmptyState = ({
  title,
  children,
  icon = 'inbox',
  testId,
}: {
  title: string;
  children?: ReactNode;
  icon?: IconName;
  testId?: string;
}) => (
  <div className="empty-state" data-testid={testId}>
    <Icon name={icon} />
    <p className="empty-title">{title}</p>
    {children !== undefined && <div className="quiet">{children}</div>}
  </div>
);
