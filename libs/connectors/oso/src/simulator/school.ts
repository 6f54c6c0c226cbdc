import { nameOf, type Aanleverpunt } from '../domain/aanleverpunt';
import { field, type Reply } from './answer-xml';
import type { Register } from './register';
import type { SimulatedRequest } from './requests';
import type { TrafficCenter } from './traffic-center';

/** A Terugkoppeling as the school shows it beside the dossier: all of it. */
export interface ShownFeedback {
  readonly koppelsleutel: string;
  readonly bron: string;
  readonly doel: string;
  /** The values of the message, by their names. */
  readonly values: readonly (readonly [string, string])[];
}

/** The system of a school behind one of its points. */
export class School {
  readonly shown: ShownFeedback[] = [];
  /** Kept ready, by Koppelsleutel; any other key gets a sample. */
  readonly notReady = new Map<string, 'LeerlinginfoNietBeschikbaar' | 'LeerlinginfoNietOpvraagbaar'>();

  constructor(
    private readonly register: Register,
    private readonly center: TrafficCenter,
  ) {}

  reset(): void {
    this.shown.length = 0;
    this.notReady.clear();
  }

  answer(request: SimulatedRequest, own: Aanleverpunt): Reply {
    if (request.operation === 'terugkoppeling') return this.terugkoppeling(request, own);
    if (request.operation === 'document') return this.document(request);
    return { kind: 'fault', text: 'Onbekende operatie' };
  }

  /** Refuses what is not meant for it: a forgotten swap shows here (dossier 2.5). */
  private terugkoppeling(
    { values, bron, doel, koppelsleutel, caller }: SimulatedRequest,
    own: Aanleverpunt,
  ): Reply {
    if (nameOf(doel) !== nameOf(own)) return { kind: 'fault', text: 'Ander aanleverpunt' };
    if (!this.register.isConnected(koppelsleutel, doel, bron))
      return { kind: 'fault', text: 'Onbekende koppelsleutel' };
    if (this.register.find(bron)?.supplier !== caller) return { kind: 'fault', text: 'Onbekend certificaat' };
    this.shown.push({ koppelsleutel, bron: nameOf(bron), doel: nameOf(doel), values: [...values] });
    return { kind: 'fields', xml: field('resultaat', 'TerugkoppelingOntvangen') };
  }

  private document({ values, koppelsleutel }: SimulatedRequest): Reply {
    const session = this.center.checkSession(values.get('sessieId') ?? '', koppelsleutel);
    if (session !== 'PO') return { kind: 'code', code: session };
    const missing = this.notReady.get(koppelsleutel);
    if (missing) return { kind: 'code', code: missing };
    return { kind: 'fields', xml: field('document', SAMPLE_DOSSIER.toString('base64')) };
  }
}

/** Not a dossier of OSO, whose profile we do not have: something to carry. */
const SAMPLE_DOSSIER = Buffer.from('<dossier>voorbeeld</dossier>');
