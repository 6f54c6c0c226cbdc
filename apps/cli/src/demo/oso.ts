import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { InterfaceDemo, Outcome, Ports } from './interface-demo';
import type { Rest } from './rest';

/** Published with the simulator; protects nothing. */
const PASSWORD = 'geheim123';
const KOPPELSLEUTEL = '19677A96-B737-402E-B3B8-24A3EEF32000';
const TENANT = 'Samenwerkingsverband Voorbeeld (verzonnen)';

/** One Terugkoppeling of the sample, what is wrong with it, and how it has to end. */
interface Sample {
  readonly what: string;
  readonly doel?: number;
  readonly koppelsleutel?: string;
  readonly explanation?: string;
  /** Of the simulator, before it is sent. */
  readonly before?: { readonly method: string; readonly path: string; readonly body: object };
  readonly expected: string;
}

const samples: readonly Sample[] = [
  { what: 'naar school', expected: 'BEVESTIGD TerugkoppelingOntvangen' },
  {
    what: 'onbekende koppelsleutel',
    koppelsleutel: '00000000-0000-4000-8000-000000000000',
    expected: 'AFGEWEZEN OnbekendeKoppelsleutel',
  },
  {
    what: 'aanleverpunt van andere leverancier',
    doel: 105,
    expected: 'AFGEWEZEN OngeautoriseerdAanleverpunt',
  },
  { what: 'aanleverpunt niet actief', doel: 103, expected: 'AFGEWEZEN AanvragerNietBeschikbaar' },
  {
    what: 'burgerservicenummer in de tekst',
    explanation: 'BSN 123456782',
    expected: 'NIET AANGENOMEN GW_OngeldigeInvoer',
  },
  {
    what: 'antwoord van school raakt zoek',
    before: { method: 'POST', path: '/sim/misbehave', body: { service: 'school', kind: 'abort' } },
    expected: 'ONZEKER GW_AfleveringOnzeker',
  },
  {
    what: 'verkeerd afleveradres',
    before: { method: 'PUT', path: '/sim/switches', body: { schoolUrl: 'https://elders.example/ap' } },
    expected: 'MISLUKT GW_OngeldigAfleveradres',
  },
];

/** What a Traffic Center and a school make of a handful of Terugkoppelingen. */
export const oso: InterfaceDemo = {
  title: 'OSO Terugkoppeling',
  tenants: [TENANT],
  ports: { trafficCenter: 8453, school: 8454, control: 8455 },
  partner: (ports, folder) => ({
    args: [
      ...['oso', '--oso-tc-port', String(ports.trafficCenter), '--oso-school-port', String(ports.school)],
      ...['--oso-control-port', String(ports.control), '--oso-p12-dir', resolve(folder, 'oso')],
    ],
    readyUrl: `${controlOf(ports)}/sim/addresses`,
    hosts: [`127.0.0.1:${ports.trafficCenter}`, `127.0.0.1:${ports.school}`],
  }),
  run: (as, { ports, folder }) => sendAll(as(TENANT), ports, resolve(folder, 'oso')),
};

const controlOf = ({ control }: Ports): string => `http://127.0.0.1:${control}`;

interface Addresses {
  readonly trafficCenter: string;
  readonly caPem: string;
}

async function sendAll(rest: Rest, ports: Ports, folder: string): Promise<Outcome> {
  const addresses = (await (await fetch(`${controlOf(ports)}/sim/addresses`)).json()) as Addresses;
  const base = '/oso/connections';
  const { id } = await rest.post<{ id: string }>(base, {
    ...{ name: 'OSO', active: true },
    settings: {
      ...{ trafficCenterUrl: addresses.trafficCenter, serverCa: addresses.caPem },
      recipients: [{ host: '127.0.0.1', organisationNumber: '00000003999999990000' }],
    },
  });
  const connection = `${base}/${id}`;
  const file = readFileSync(resolve(folder, 'supplier-a.p12')).toString('base64');
  await rest.put(`${connection}/certificate`, { file, password: PASSWORD });
  // One after the other, because the simulator spoils the next answer, whoever gets it.
  const results: Sent[] = [];
  for (const sample of samples) results.push(await send(rest, connection, sample, controlOf(ports)));
  await set(controlOf(ports), { method: 'POST', path: '/sim/reset', body: {} });
  return {
    results,
    table: results.map(({ what, state, code, message, asExpected }) => ({
      ...{ Terugkoppeling: what, Uitkomst: state, Code: code, Melding: message },
      'zoals verwacht': asExpected ? 'ja' : 'NEE',
    })),
    hints: [
      `curl -s -H "Authorization: Bearer $KEY" "$T${connection}/feedback?state=ONZEKER"`,
      `curl -s -H "Authorization: Bearer $KEY" -X POST "$T${connection}/test"`,
      `# What the school has received: curl -s ${controlOf(ports)}/sim/feedback`,
    ],
  };
}

interface Sent {
  readonly interface: string;
  readonly tenant: string;
  readonly what: string;
  readonly state: string;
  readonly code: string;
  readonly message: string;
  readonly asExpected: boolean;
}

interface Told {
  readonly state?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly result?: { readonly code: string; readonly message: string };
}

/** Waits for the end of one Terugkoppeling, which the gateway tells in its answer. */
async function send(rest: Rest, connection: string, sample: Sample, control: string): Promise<Sent> {
  const { what, before, expected, explanation } = sample;
  if (before) await set(control, before);
  const told = await rest.tell<Told>(`${connection}/feedback`, {
    bron: { brin: '00YY', aanleverpuntIndex: 0 },
    doel: { brin: '00YY', aanleverpuntIndex: sample.doel ?? 102 },
    koppelsleutel: sample.koppelsleutel ?? KOPPELSLEUTEL,
    feedback: {
      ...{ date: '2026-11-24T10:00:00+01:00', status: 'Toegekend' },
      explanation: explanation ?? 'Extra begeleiding in de klas',
    },
  });
  const state = told.state ?? 'NIET AANGENOMEN';
  const code = told.result?.code ?? told.code ?? '';
  const message = told.result?.message ?? told.detail ?? '';
  return {
    ...{ interface: 'oso', tenant: TENANT, what, state, code, message },
    asExpected: `${state} ${code}` === expected,
  };
}

async function set(control: string, { method, path, body }: NonNullable<Sample['before']>): Promise<void> {
  const answer = await fetch(control + path, { method, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status} to ${path}`);
}
