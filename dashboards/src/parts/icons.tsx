const PATHS = {
  undo: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  close: 'M6 6l12 12M18 6 6 18',
  warning: 'M12 4 2.500 20h19L12 4zM12 10v5M12 17.500v.5',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M17 10h.01M8 14h8',
  eye: 'M2 12s3.500-6.500 10-6.500S22 12 22 12s-3.500 6.500-10 6.500S2 12 2 12zM12 9.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600z',
  eyeOff:
    'M3 3l18 18M10 5.700A10 10 0 0 1 12 5.500c6.500 0 10 6.500 10 6.500a17 17 0 0 1-3 3.800M6.500 7.500A17 17 0 0 0 2 12s3.500 6.500 10 6.500c1.600 0 3-.4 4.300-1',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2',
  check: 'M4.500 12.500l5 5 10-11',
  cross: 'M6 6l12 12M18 6 6 18',
  question: 'M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400M12 17.500v.5',
  up: 'M12 20V5M6 11l6-6 6 6',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 5l12 7-12 7z',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700L12 17',
  pen: 'M4 20l1-4L16 5l3 3L8 19l-4 1z',
  send: 'M3 11l18-8-8 18-2-8z',
  inbox: 'M4 13l2.500-8h11L20 13v6H4zM4 13h4.500l1.500 2.500h4L15.500 13H20',
  flame:
    'M12 3c1 4 5 5.500 5 10.500A5 5 0 0 1 12 21a5 5 0 0 1-5-5c0-2.500 1.500-3.500 2-5.500 1.500.7 2 1.500 2.500 2.500C13 10 12.500 6 12 3z',
} as const;

export type IconName = keyof typeof PATHS;

/** A sign beside words; it says nothing alone, so readers of screens skip it. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);

export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="7" />
    <path d="M5 12c3-3 5-3 8 0s5 3 8 0 4-2.600 6-1M8 17v9M16 17v9M24 17v9" />
  </svg>
);
