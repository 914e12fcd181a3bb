import { useTranslation } from 'react-i18next';
import type { HotkeyAction } from '../app/hotkeys.ts';
import { CATEGORIES, type Category } from '../parts/categories.ts';
import { Key } from '../parts/key.tsx';
import { TEST_IDS } from '../test-ids.ts';

const KEYS_OF = [
  'category1',
  'category2',
  'category3',
  'category4',
  'category5',
  'category6',
] as const satisfies readonly HotkeyAction[];

export const CategoryPick = ({
  chosen,
  onToggle,
}: {
  chosen: readonly Category[];
  onToggle: (category: Category) => void;
}) => {
  const { t } = useTranslation();
  return (
    <fieldset className="categories">
      <legend className="field-label">{t('decision.categories')}</legend>
      {CATEGORIES.map((category, index) => (
        <label key={category} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(category)}
            data-testid={`${TEST_IDS.category}-${category}`}
            onChange={() => onToggle(category)}
          />
          <span>{t(`category.${category}`)}</span>
          <Key action={KEYS_OF[index] ?? 'category1'} />
        </label>
      ))}
    </fieldset>
  );
};
