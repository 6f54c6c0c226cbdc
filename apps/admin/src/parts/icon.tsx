import type { ReactNode } from 'react';

/** Drawn on a grid of 24, as strokes. */
const shapes = {
  overview: 'M4 4h7v7H4zM13 4h7v4h-7zM13 11h7v9h-7zM4 14h7v6H4z',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5',
  records: 'M10 6h10M10 12h10M10 18h10M4 6l1 1 2-2M4 12l1 1 2-2M4 18l1 1 2-2',
  calls: 'M4 6c0-3 16-3 16 0s-16 3-16 0zM4 6v12c0 3 16 3 16 0V6M4 12c0 3 16 3 16 0',
  connections: 'M9 3v6M15 3v6M6 9h12v3a6 6 0 0 1-12 0zM12 18v4',
  feedback: 'M4 5h16v11H9l-5 4zM8 9h8M8 12h5',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  audit: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  settings: 'M4 7h10M18 7h2M14 4.5v5M4 17h2M10 17h10M8 14.5v5',
  matrix: 'M4 4h16v16H4zM4 10h16M10 4v16M15 4v16',
  check: 'M5 12.5l4.5 4.5L19 7',
  checks: 'M3 12.5l4 4 8-9M11 16l1 1 9-9',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  refused: 'M12 3a9 9 0 1 0 .01 0zM9 9l6 6M15 9l-6 6',
  question: 'M12 3a9 9 0 1 0 .01 0zM9.5 9.5c0-3 5-3 5 0 0 2-2.5 2-2.5 4M12 17v.5',
  clock: 'M12 3a9 9 0 1 0 .01 0zM12 7v5l3.5 2',
  sending: 'M4 12h14M13 6l6 6-6 6',
  pause: 'M9 6v12M15 6v12',
  again: 'M20 12a8 8 0 1 1-2.5-5.8M20 3v4h-4',
  replaced: 'M5 8h13l-3-3M19 16H6l3 3',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  left: 'M15 6l-6 6 6 6',
  right: 'M9 6l6 6-6 6',
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  eye: 'M2 12c4-8 16-8 20 0-4 8-16 8-20 0zM12 9a3 3 0 1 0 .01 0z',
  key: 'M8 11a4 4 0 1 0 .01 0zM11 13l9-9M16 8l3 3',
  out: 'M10 4H4v16h6M9 12h11M16 8l4 4-4 4',
} as const;

export type IconName = keyof typeof shapes;

/** A picture beside a word; never the only thing that says something. */
export const Icon = ({ name }: { readonly name: IconName }): ReactNode => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={shapes[name]} />
  </svg>
);
