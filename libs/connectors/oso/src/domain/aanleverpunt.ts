/** A coupling point of a school in OSO: its BRIN, and its index ('17, '18) or routeringskenmerk ('21). */
export interface Aanleverpunt {
  readonly brin: string;
  /** The index in digits, `0` included, or the routeringskenmerk. */
  readonly point: string;
}

/** Who is bron and who is doel of a message; both are always given (dossier 1.4). */
export interface Direction {
  readonly bron: Aanleverpunt;
  readonly doel: Aanleverpunt;
}

/** How people and logs name a point: `00YY/102`. */
export const nameOf = ({ brin, point }: Aanleverpunt): string => `${brin}/${point}`;

/**
 * The direction of the Terugkoppeling, from that of the dossier.
 *
 * The Traffic Center is told the direction of the dossier: bron is the school, doel is us. The school is
 * sent the Terugkoppeling itself, whose bron is us (dossier 2.5). Both usually have the same BRIN, so a
 * forgotten swap shows in the index alone.
 */
export const againstTheDossier = ({ bron, doel }: Direction): Direction => ({ bron: doel, doel: bron });
