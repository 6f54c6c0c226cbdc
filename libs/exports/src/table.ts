/** What stands in one place of a table. */
export type Cell = string | number | Date | null;

export interface Column {
  readonly heading: string;
  /** How wide it is beside the others. */
  readonly width: number;
}

/** A list of rows on its way out of the gateway, whatever the form of the file. */
export interface Table {
  readonly title: string;
  /** BCP 47, of headings and texts. */
  readonly language: string;
  readonly columns: readonly Column[];
  /** In parts, so that no more than one of them has to be in memory. */
  readonly rows: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** Moments are told as the clocks of Germany and the Netherlands show them: `2026-11-24 12:48:00`. */
export const momentOf = (date: Date): string => CLOCK.format(date);

const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  ...{ timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' },
});
