import { nameOf, type Aanleverpunt } from '../domain/aanleverpunt';
import type { Profile } from '../domain/profile';
import { numbers } from './certificates';

/** What the Traffic Center knows about a point. */
export interface RegisteredPoint extends Aanleverpunt {
  readonly kind: 'LAS' | 'SWV';
  readonly active: boolean;
  /** Whether it takes part in the exchange of this connector, or in changes of school only. */
  readonly purpose: 'aanvraag' | 'overstap';
  /** The organisation number its supplier's certificate carries. */
  readonly supplier: string;
}

/** A dossier between two systems, as a Notificatie has registered it. */
interface Dossier {
  readonly koppelsleutel: string;
  readonly bron: string;
  readonly doel: string;
}

/** The Koppelsleutel of the fixture (dossier 8). */
export const SAMPLE_KEY = '19677A96-B737-402E-B3B8-24A3EEF32000';

/** The address of a point, by its index: the index itself, or a routeringskenmerk made from it. */
export const pointOf = (
  { addressedBy }: Pick<Profile, 'addressedBy'>,
  index: number,
  brin = '00YY',
): Aanleverpunt => ({
  brin,
  point:
    addressedBy === 'AanleverpuntIndex'
      ? String(index)
      : `00000007000${brin}${String(index).padStart(5, '0')}`,
});

/** The participants' register of the Traffic Center, and the dossiers it has handed out keys for. */
export class Register {
  private readonly points = new Map<string, RegisteredPoint>();
  private readonly dossiers = new Map<string, Dossier>();

  constructor(private readonly profile: Profile) {
    this.reset();
  }

  reset(): void {
    this.points.clear();
    this.dossiers.clear();
    const { A, B } = numbers;
    this.add(0, { kind: 'LAS', active: true, purpose: 'overstap', supplier: B });
    this.add(102, { kind: 'SWV', active: true, purpose: 'aanvraag', supplier: A });
    this.add(103, { kind: 'SWV', active: false, purpose: 'aanvraag', supplier: A });
    this.add(104, { kind: 'SWV', active: true, purpose: 'overstap', supplier: A });
    this.add(105, { kind: 'SWV', active: true, purpose: 'aanvraag', supplier: B });
    this.connect(SAMPLE_KEY, this.point(0), this.point(102));
  }

  point(index: number): Aanleverpunt {
    return pointOf(this.profile, index);
  }

  /** A key as a Notificatie would have registered it. */
  connect(koppelsleutel: string, bron: Aanleverpunt, doel: Aanleverpunt): void {
    this.dossiers.set(koppelsleutel, { koppelsleutel, bron: nameOf(bron), doel: nameOf(doel) });
  }

  knowsSchool(brin: string): boolean {
    return [...this.points.values()].some((point) => point.brin === brin);
  }

  find(point: Aanleverpunt): RegisteredPoint | undefined {
    return this.points.get(nameOf(point));
  }

  /** Compared exactly: nothing says that upper and lower case are the same. */
  isConnected(koppelsleutel: string, bron: Aanleverpunt, doel: Aanleverpunt): boolean {
    const dossier = this.dossiers.get(koppelsleutel);
    return dossier?.bron === nameOf(bron) && dossier.doel === nameOf(doel);
  }

  knowsKey(koppelsleutel: string): boolean {
    return this.dossiers.has(koppelsleutel);
  }

  private add(index: number, about: Omit<RegisteredPoint, keyof Aanleverpunt>): void {
    const point = this.point(index);
    this.points.set(nameOf(point), { ...point, ...about });
  }
}
