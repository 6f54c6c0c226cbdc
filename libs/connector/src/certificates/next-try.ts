/** So many wrong passwords in a row are mistakes of typing. */
const FREE_TRIES = 5;
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 900;

/** After a day without another the wrong ones are forgotten. In milliseconds. */
const FORGOTTEN_AFTER = 86_400_000;

/** Wrong passwords since the last right one. */
export interface WrongPasswords {
  readonly count: number;
  readonly lastAt: Date;
}

/** How many of them still count. */
export const remembered = ({ count, lastAt }: WrongPasswords, now: Date): number =>
  now.getTime() - lastAt.getTime() < FORGOTTEN_AFTER ? count : 0;

/** From when on the next password may be tried: at once at first, then twice as late each time. */
export function nextTry({ count, lastAt }: WrongPasswords): Date {
  const doubled = count - FREE_TRIES;
  const seconds = doubled < 0 ? 0 : Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** doubled);
  return new Date(lastAt.getTime() + seconds * 1_000);
}
