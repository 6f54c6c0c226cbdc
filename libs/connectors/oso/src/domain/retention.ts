/** How long what opens a dossier, or is about one, can be read (dossier 4.2). */
export interface Retention {
  /** Days after the last Terugkoppeling to a dossier was confirmed or closed. */
  readonly contentDays: number;
  /** Days a Notificatie waits for a Terugkoppeling. */
  readonly noticeDays: number;
  /** `MM-DD`: from that day on Koppelsleutels of before are of no use. Null: not watched. */
  readonly seasonEndsOn: string | null;
}

/** What has had its end before these moments is forgotten. */
export interface Forgetting {
  readonly closedBefore: Date;
  readonly unansweredBefore: Date;
  /** Whatever has become of it; absent where the season is not watched. */
  readonly seasonBegan?: Date;
}

const DAY_MS = 86_400_000;

export function forgettingAt(now: Date, { contentDays, noticeDays, seasonEndsOn }: Retention): Forgetting {
  return {
    closedBefore: new Date(now.getTime() - contentDays * DAY_MS),
    unansweredBefore: new Date(now.getTime() - noticeDays * DAY_MS),
    ...(seasonEndsOn === null ? {} : { seasonBegan: lastDay(seasonEndsOn, now) }),
  };
}

/** The last time it was this day of the year, in UTC. */
function lastDay(monthAndDay: string, now: Date): Date {
  const year = now.getUTCFullYear();
  const thisYear = new Date(`${year}-${monthAndDay}T00:00:00Z`);
  return thisYear <= now ? thisYear : new Date(`${year - 1}-${monthAndDay}T00:00:00Z`);
}
