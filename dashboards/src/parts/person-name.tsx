import { useTranslation } from 'react-i18next';
import type { PublicAccount } from '#api/schemas/session.ts';

/** A person by name; the house itself and an operator by what they are. */
export const PersonName = ({
  id,
  kind = 'human',
  people,
}: {
  id: string;
  kind?: 'human' | 'system' | 'operator';
  people: readonly PublicAccount[];
}) => {
  const { t } = useTranslation();
  const person = people.find((known) => known.id === id);
  if (person !== undefined)
    return (
      <span className="person-name" title={person.post}>
        {person.displayName}
      </span>
    );
  if (kind === 'system') return <span className="person-name">{t('people.house')}</span>;
  return (
    <span className="person-name">
      <code>{id}</code>
    </span>
  );
};
