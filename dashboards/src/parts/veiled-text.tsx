import type { ReactNode } from 'react';
import { piecesOf, type Stretch } from './stretches.ts';

/** Three strengths are as many as an eye tells apart. */
const strength = (weight: number, greatest: number): string => {
  const share = greatest > 0 ? weight / greatest : 1;
  return share > 0.66 ? 'strong' : share > 0.33 ? 'middle' : 'faint';
};

export const MarkedText = ({ text, stretches = [] }: { text: string; stretches?: readonly Stretch[] }) => {
  const pieces = piecesOf(text, stretches);
  const greatest = Math.max(0, ...pieces.map(({ weight }) => weight ?? 0));
  return (
    <>
      {pieces.map((piece) =>
        piece.weight === null ? (
          piece.text
        ) : (
          <mark key={piece.start} className={strength(piece.weight, greatest)}>
            {piece.text}
          </mark>
        ),
      )}
    </>
  );
};

/**
 * Text that may hurt: blurred, grey and hidden from screen readers until a person asks for it. While it is veiled it cannot
 * be marked or copied either.
 */
export const Veil = ({
  revealed,
  lang,
  children,
  testId,
  short = false,
}: {
  revealed: boolean;
  lang?: string | undefined;
  children: ReactNode;
  testId?: string;
  short?: boolean;
}) => (
  <div
    className={`veil ${revealed ? 'is-revealed' : 'is-veiled'} ${short ? 'is-short' : ''}`}
    {...(lang === undefined || lang === 'und' ? {} : { lang })}
    dir="auto"
    aria-hidden={!revealed}
    data-testid={testId}
    data-revealed={revealed}
  >
    {children}
  </div>
);
