import type { StammdatenMode } from './child';

/** How the portal behaves where the published texts leave it open, or where a test wants it otherwise. */
export interface Mode {
  /** Deviating Stammdaten of a verified child: import the rest with hint KP-310, or refuse with KP-210. */
  readonly stammdaten: StammdatenMode;
  /** A `quelle.id` for the second time: process again, repeat the first answer, or refuse with KP-113. */
  readonly duplikat: 'neu' | 'replay' | 'ablehnen';
  /** Every error of a record becomes the published sentence that says nothing, without a code. */
  readonly generischeFehler: boolean;
  /** Leave every `fehlercode` null, for calls as well. */
  readonly ohneFehlercodes: boolean;
  /** An unknown KIND_ID_EXTERN: create the child, or refuse with KP-204. */
  readonly unbekannteKinder: 'anlegen' | 'ablehnen';
  /** The largest batch. */
  readonly maxDatensaetze: number;
  /** How a larger one is refused: in the answer, or by HTTP 413. */
  readonly zuVieleDatensaetze: 'KP-112' | '413';
}

export const DEFAULT_MODE: Mode = {
  stammdaten: 'ignorieren',
  duplikat: 'neu',
  generischeFehler: false,
  ohneFehlercodes: false,
  unbekannteKinder: 'anlegen',
  maxDatensaetze: 500,
  zuVieleDatensaetze: 'KP-112',
};
