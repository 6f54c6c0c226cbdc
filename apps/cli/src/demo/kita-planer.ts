import { setTimeout as sleep } from 'node:timers/promises';
import type { InterfaceDemo, Ports } from './interface-demo';
import type { Rest } from './rest';
import { careRecord, children } from './sample-children';

const FILE_PASSWORD = 'geheim123';

/** What the Kita-Planer makes of the children of two Träger. */
export const kitaPlaner: InterfaceDemo = {
  title: 'Kita-Planer',
  get tenants() {
    return sampleTraeger.map(({ name }) => name);
  },
  ports: { kitaPlaner: 8443, control: 8444 },
  partner: (ports) => ({
    args: ['kita-planer', '--kp-port', String(ports.kitaPlaner), '--kp-control-port', String(ports.control)],
    readyUrl: `${simulatorAt(ports).controlUrl}/sim/zustand`,
    hosts: [`127.0.0.1:${ports.kitaPlaner}`],
  }),
  run: async (as, { ports }) => {
    const simulator = simulatorAt(ports);
    const exported = await Promise.all(
      sampleTraeger.map(async (traeger) => {
        const rest = as(traeger.name);
        return { rest, traeger, connection: await exportTraeger(rest, traeger, simulator) };
      }),
    );
    // It is the next call that fails, whoever makes it: nobody else may be exporting by now.
    for (const { rest, traeger, connection } of exported)
      if (traeger.lost) await loseAnswer(rest, connection, traeger.lost, simulator);
    const results = await Promise.all(
      exported.map(({ rest, traeger, connection }) => resultOf(rest, connection, traeger)),
    );
    const connection = results[0]?.connection ?? '';
    return {
      results: results.map((result) => ({ interface: 'kita-planer', ...result })),
      table: results.map(rowOf),
      hints: [
        ...['buffer?status=UNGEKLAERT', 'calls?followUp=open', 'entries?outcome=FEHLER_IN_KITA_PLANER'].map(
          (path) => `curl -s -H "Authorization: Bearer $KEY" "$T${connection}/${path}"`,
        ),
        `# What the Träger sees in the simulated Kita-Planer: ${simulator.controlUrl}/traeger-ansicht`,
      ],
    };
  },
};

const simulatorAt = ({ kitaPlaner, control }: Ports): Simulator => ({
  url: `https://127.0.0.1:${kitaPlaner}`,
  controlUrl: `http://127.0.0.1:${control}`,
});

const rowOf = (result: Result): Record<string, unknown> => ({
  Träger: result.tenant,
  Exportiert: result.exported,
  'mit Hinweis': result.withNotice,
  'Fehler in Kita Planer': result.refused,
  'Ergebnis ungeklärt': result.unclear,
  'Fehler in der Prüfung': result.checkFailed,
  Aufrufe: result.calls,
  Nacharbeit: result.followUps,
  'wie erwartet': result.asExpected ? 'ja' : 'NEIN',
});

/** What one sample Träger of the simulator is, and which children it hands over. */
interface SampleTraeger {
  readonly name: string;
  readonly kennung: string;
  readonly password: string;
  readonly kitaIds: readonly string[];
  readonly records: readonly object[];
  /** One more record whose answer gets lost. */
  readonly lost?: object;
  readonly expected: Outcomes;
}

interface Outcomes {
  readonly exported: number;
  readonly withNotice: number;
  readonly refused: number;
  readonly unclear: number;
  readonly checkFailed: number;
}

/** How one Träger's export went, as the table shows it. */
interface Result extends Outcomes {
  readonly tenant: string;
  readonly connection: string;
  readonly calls: number;
  readonly followUps: number;
  readonly asExpected: boolean;
}

const unit = (index: number): string => `KITA-${index + 1}`;

/** A child the simulator knows as checked, under another family name. */
const verified = { givenName: 'Max', birthDate: '2021-11-05', familyName: 'Andersgeschrieben' };

const sampleTraeger: readonly SampleTraeger[] = [
  {
    name: 'Muster-Kitawerk Nord (erfunden)',
    kennung: '4711',
    password: 'S3rv3r-PW',
    kitaIds: ['KITA-471', 'KITA-846'],
    records: [
      ...children(120, 10_001, unit(0)),
      ...children(120, 20_001, unit(1)),
      // Their names were checked against the register: the portal keeps its own (KP-310).
      careRecord({ ...verified, number: 'B22760', externalId: 'K22760', unit: unit(0) }),
      careRecord({
        ...{ ...verified, number: 'B22763', externalId: 'K22763', unit: unit(1) },
        ...{ givenName: 'Beispielo', birthDate: '2023-01-01' },
      }),
      // A group the Kita-Planer does not know (KP-207).
      ...children(5, 30_001, unit(0), { group: 'UNBEKANNT' }),
      // A postal code that is none: found by our own check, never sent (KP-P06).
      ...children(2, 40_001, unit(1), { postalCode: '' }),
    ],
    lost: careRecord({ number: 'B50001', externalId: 'K50001', unit: unit(0) }),
    expected: { exported: 240, withNotice: 2, refused: 5, unclear: 1, checkFailed: 2 },
  },
  {
    name: 'Stadt Testhausen (erfunden)',
    kennung: '4712',
    password: 'Zw31t3s-PW',
    kitaIds: ['KITA-1203'],
    records: children(60, 60_001, unit(0)),
    expected: { exported: 60, withNotice: 0, refused: 0, unclear: 0, checkFailed: 0 },
  },
];

/** Where the simulator of the Kita-Planer is. */
interface Simulator {
  readonly url: string;
  readonly controlUrl: string;
}

/** Sets a Träger up, hands its children over and exports them; the path of its connection. */
async function exportTraeger(rest: Rest, traeger: SampleTraeger, simulator: Simulator): Promise<string> {
  const base = '/kita-planer/connections';
  const { id } = await rest.post<{ id: string }>(base, {
    name: 'Kita-Planer',
    active: true,
    settings: await settingsOf(traeger, simulator),
  });
  const connection = `${base}/${id}`;
  await rest.put(`${connection}/credentials/central`, {
    file: (await certificateFor(traeger, simulator)).toString('base64'),
    filePassword: FILE_PASSWORD,
    user: 'kita-gateway',
    password: traeger.password,
  });
  await rest.post(`${connection}/care-records/batch`, { careRecords: traeger.records });
  await exportNow(rest, connection);
  return connection;
}

/** Exports one record more; the answer about it never arrives. */
async function loseAnswer(
  rest: Rest,
  connection: string,
  record: object,
  simulator: Simulator,
): Promise<void> {
  await control(simulator, '/sim/faults', { art: 'trennen-nach-verarbeitung' });
  await rest.post(`${connection}/care-records/batch`, { careRecords: [record] });
  await exportNow(rest, connection);
}

async function settingsOf(traeger: SampleTraeger, simulator: Simulator): Promise<object> {
  const ca = await fetch(`${simulator.controlUrl}/sim/zertifikate/ca.pem`);
  return {
    baseUrl: simulator.url,
    serverCa: await ca.text(),
    traeger: traeger.kennung,
    areas: ['KITA'],
    services: [{ service: 'KITA-8', valid: true, dailyHours: '8' }],
    units: traeger.kitaIds.map((kitaId, index) => ({ unit: unit(index), kitaId })),
    groups: [{ group: 'UNBEKANNT', groupId: '9999' }],
  };
}

async function certificateFor({ kennung }: SampleTraeger, simulator: Simulator): Promise<Buffer> {
  const answer = await control(simulator, '/sim/zertifikate', {
    cn: `traeger-${kennung}`,
    passwort: FILE_PASSWORD,
  });
  return Buffer.from(await answer.arrayBuffer());
}

async function control({ controlUrl }: Simulator, path: string, body: object): Promise<Response> {
  const answer = await fetch(controlUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status} to ${path}`);
  return answer;
}

interface RunRow {
  readonly id: string;
  readonly state: string;
}

/** Starts an export and waits for its end. */
async function exportNow(rest: Rest, connection: string): Promise<void> {
  const before = await rest.get<{ items: RunRow[] }>(`${connection}/runs`);
  await rest.post(`${connection}/runs`);
  for (let i = 0; i < 600; i++) {
    const { items } = await rest.get<{ items: RunRow[] }>(`${connection}/runs`);
    if (items.length > before.items.length && items.every(({ state }) => state !== 'running')) return;
    await sleep(100);
  }
  throw new Error('The export did not come to an end');
}

async function resultOf(rest: Rest, connection: string, { name, expected }: SampleTraeger): Promise<Result> {
  const [buffer, archive, calls] = await Promise.all([
    rest.all<{ status: string }>(`${connection}/buffer`),
    rest.all<{ archiveReason: string }>(`${connection}/archive`),
    rest.all<{ followUp: string | null }>(`${connection}/calls`),
  ]);
  const open = (status: string): number => buffer.filter((record) => record.status === status).length;
  const archived = (reason: string): number =>
    archive.filter((record) => record.archiveReason === reason).length;
  const outcomes: Outcomes = {
    exported: archived('EXPORTIERT'),
    withNotice: archived('EXPORTIERT_MIT_HINWEIS'),
    refused: open('FEHLER_IN_KITA_PLANER'),
    unclear: open('UNGEKLAERT'),
    checkFailed: open('PRUEFFEHLER'),
  };
  const names = Object.keys(expected) as (keyof Outcomes)[];
  return {
    tenant: name,
    connection,
    ...outcomes,
    calls: calls.length,
    followUps: calls.filter(({ followUp }) => followUp === 'open').length,
    asExpected: names.every((key) => outcomes[key] === expected[key]),
  };
}
