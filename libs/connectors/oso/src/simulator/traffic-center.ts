import { randomUUID } from 'node:crypto';
import type { Aanleverpunt } from '../domain/aanleverpunt';
import type { Profile } from '../domain/profile';
import { field, type Reply } from './answer-xml';
import type { Register } from './register';
import type { SimulatedRequest } from './requests';
import type { Switches } from './switches';

/** A session somebody opened to fetch a dossier. */
interface Session {
  readonly koppelsleutel: string;
  closedWith: string | null;
}

/** The Traffic Center: hands out addresses, keys and sessions, and never sees a dossier. */
export class TrafficCenter {
  readonly sessions = new Map<string, Session>();
  /** Keys of registered Terugkoppelingen. */
  readonly registered: string[] = [];

  constructor(
    private readonly register: Register,
    private readonly switches: Switches,
    private readonly profile: Profile,
    private readonly urlOf: (point: Aanleverpunt) => string,
  ) {}

  reset(): void {
    this.sessions.clear();
    this.registered.length = 0;
  }

  answer(request: SimulatedRequest): Reply {
    switch (request.operation) {
      case 'ping':
        return result('OK');
      case 'meldenTerugkoppeling':
        return this.meldenTerugkoppeling(request);
      case 'overdracht':
        return this.overdracht(request);
      case 'sessiecontrole':
        return this.sessiecontrole(request);
      case 'afmelding':
        return this.afmelding(request);
      case 'meldenNotificatie':
        return this.meldenNotificatie(request);
      case 'document':
      case 'notificatie':
      case 'terugkoppeling':
        return { kind: 'fault', text: 'Onbekende operatie' };
    }
  }

  private meldenTerugkoppeling(request: SimulatedRequest): Reply {
    const { bron, doel, koppelsleutel } = request;
    const refusal = this.refusalOf(request);
    if (refusal) return { kind: 'code', code: refusal };
    if (!this.register.isConnected(koppelsleutel, bron, doel)) return code('OnbekendeKoppelsleutel');
    const fetched = [...this.sessions.values()].some((session) => session.koppelsleutel === koppelsleutel);
    if (this.switches.requireDossierOpgevraagd && !fetched) return code('OnbekendeKoppelsleutel');
    this.registered.push(koppelsleutel);
    return { kind: 'fields', xml: this.url(bron) };
  }

  /** In the order of the dossier's decision 9. */
  private refusalOf({ doel, caller }: SimulatedRequest): string | undefined {
    if (!this.register.knowsSchool(doel.brin)) return 'AanvragerNietBekend';
    const point = this.register.find(doel);
    if (!point) return 'AanvragerAanleverpuntNietBekend';
    if (point.supplier !== caller) return 'OngeautoriseerdAanleverpunt';
    return point.active && point.purpose === 'aanvraag' ? undefined : 'AanvragerNietBeschikbaar';
  }

  private url(point: Aanleverpunt): string {
    const url = this.switches.schoolUrl ?? this.urlOf(point);
    const { urlPlace } = this.switches;
    return urlPlace === 'aanleverpunt'
      ? `<o:aanleverpunt>${field('url', url)}</o:aanleverpunt>`
      : field(urlPlace, url);
  }

  private overdracht(request: SimulatedRequest): Reply {
    const refusal = this.refusalOf(request);
    if (refusal) return code(refusal);
    if (!this.register.knowsKey(request.koppelsleutel)) return code('OnbekendeKoppelsleutel');
    const sessieId = randomUUID();
    this.sessions.set(sessieId, { koppelsleutel: request.koppelsleutel, closedWith: null });
    const name = this.profile.addressedBy === 'RouteringsKenmerk' ? 'routeringsKenmerk' : 'code';
    const school = request.bron.point === '' ? this.register.point(0) : request.bron;
    const listed = `<o:aanleverpunt>${field(name, school.point)}${field('url', this.urlOf(school))}</o:aanleverpunt>`;
    return { kind: 'fields', xml: field('sessieId', sessieId) + listed };
  }

  /** Asked by the school before anything else (dossier 1.2 step 5). */
  checkSession(sessieId: string, koppelsleutel: string): string {
    const session = this.sessions.get(sessieId);
    if (session?.koppelsleutel !== koppelsleutel) return 'SessieAfwijkend';
    return session.closedWith === null ? SECTOR : 'SessieReedsAfgemeld';
  }

  private sessiecontrole({ values, koppelsleutel }: SimulatedRequest): Reply {
    const checked = this.checkSession(values.get('sessieId') ?? '', koppelsleutel);
    return checked === SECTOR ? result(checked) : code(checked);
  }

  private afmelding({ values, koppelsleutel }: SimulatedRequest): Reply {
    const checked = this.checkSession(values.get('sessieId') ?? '', koppelsleutel);
    const session = this.sessions.get(values.get('sessieId') ?? '');
    if (checked !== SECTOR || !session) return code(checked);
    session.closedWith = values.get('resultaat') ?? '';
    return result('OverdrachtGeslaagd');
  }

  private meldenNotificatie({ bron, doel }: SimulatedRequest): Reply {
    if (!this.register.find(doel)) return code('AanvragerAanleverpuntNietBekend');
    const koppelsleutel = randomUUID().toUpperCase();
    this.register.connect(koppelsleutel, bron, doel);
    return { kind: 'fields', xml: field('koppelsleutel', koppelsleutel) + field('url', this.urlOf(doel)) };
  }
}

const code = (text: string): Reply => ({ kind: 'code', code: text });

const result = (text: string): Reply => ({ kind: 'fields', xml: field('resultaat', text) });

/** A valid session is answered with the sector of the school (dossier 2.6). */
const SECTOR = 'PO';
