import type { ReactNode } from 'react';

/** A table that may be wider than the screen: it scrolls by itself, with the keyboard too. */
export const ScrollTable = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms, and a section would be one more landmark
  <div
    role="group"
    className="table-scroll"
    aria-label={label}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1)
    tabIndex={0}
  >
    {children}
  </div>
);
